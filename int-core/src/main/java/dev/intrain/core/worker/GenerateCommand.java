package dev.intrain.core.worker;

import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.api.engine.CompletionRequest.Turn;
import dev.intrain.api.engine.Sampling;
import dev.intrain.api.tensor.Backend;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.ModelFolder;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.rollout.RolloutProgress;
import dev.intrain.core.rollout.RolloutRequest;
import dev.intrain.core.rollout.RolloutSettings;
import dev.intrain.core.tokenizer.ChatTemplate;
import dev.intrain.core.tokenizer.Tokenizer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intrain generate}: a completion of a prompt. */
@Command(name = "generate", mixinStandardHelpOptions = true, description = "Print a model's completion of a prompt.")
final class GenerateCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private Output output = new Output();

    @Option(
            names = "--prompt",
            required = true,
            paramLabel = "TEXT",
            description = "The text to go on from; special tokens spelt in it are recognised.")
    private String prompt = "";

    @Option(names = "--chat", description = "Ask the prompt as a user's turn, in the model's chat format.")
    private boolean chat;

    @Option(names = "--temperature", defaultValue = "0", description = "Default: 0, greedy.")
    private double temperature;

    @Option(names = "--top-p", defaultValue = "1", description = "Nucleus size; default: 1, all.")
    private double topP;

    @Option(names = "--top-k", defaultValue = "0", description = "Number of candidates; default: 0, all.")
    private int topK;

    @Option(names = "--max-new-tokens", defaultValue = "256", description = "Default: ${DEFAULT-VALUE}.")
    private int maxNewTokens;

    @Option(names = "--seed", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    /**
     * @param ids what the model reads
     * @param stopIds what ends its answer
     */
    private record Prompt(TokenSequence ids, int[] stopIds) {}

    @Override
    public Integer call() {
        Sampling sampling = sampling();
        ModelConfig config = ModelFolder.open(model.folder()).config();
        try (Tokenizer tokenizer = Tokenizer.load(model.folder())) {
            Prompt asked = chat ? chatPrompt(tokenizer) : plainPrompt(tokenizer, config);
            int room = config.maxPositionEmbeddings() - asked.ids.length();
            if (room < 1) {
                throw new IntrainException("the prompt has " + asked.ids.length()
                        + " tokens, but the model's context is " + config.maxPositionEmbeddings() + ": shorten it");
            }
            int context = asked.ids.length() + Math.min(room, maxNewTokens);
            try (Backend backend = model.createBackend();
                    Decoder decoder = Decoder.load(backend, model.folder(), model.weights());
                    RolloutEngine engine = new RolloutEngine(decoder, context, 1, tokenizer::decode)) {
                output.print(complete(engine, asked, sampling).text());
            }
        }
        return ExitCode.DONE;
    }

    private Trace complete(RolloutEngine engine, Prompt asked, Sampling sampling) {
        RolloutRequest request = new RolloutRequest("prompt", 0, asked.ids, 0, 1);
        RolloutSettings settings = new RolloutSettings(sampling, asked.stopIds, 1, seed, "generate", 0);
        return engine.run(List.of(request), settings, RolloutProgress.NONE).getFirst();
    }

    private Prompt chatPrompt(Tokenizer tokenizer) {
        ChatTemplate format = ChatTemplate.detect(model.folder(), tokenizer);
        return new Prompt(format.prompt(List.of(new Turn("user", prompt))), format.stopIds());
    }

    private Prompt plainPrompt(Tokenizer tokenizer, ModelConfig config) {
        TextEnds ends = TextEnds.read(model.folder(), config);
        TokenSequence ids = TokenSequence.of(tokenizer.encode(prompt));
        TokenSequence whole = ends.begin()
                .map(bos -> TokenSequence.of(tokenizer.idOf(bos)).concat(ids))
                .orElse(ids);
        if (whole.length() == 0) {
            throw new IntrainException(
                    "--prompt is empty, and this model's texts begin with no token of their own: give a text");
        }
        return new Prompt(whole, ends.stopIds());
    }

    private Sampling sampling() {
        try {
            return new Sampling(temperature, topP, topK, maxNewTokens);
        } catch (IllegalArgumentException e) {
            throw new IntrainException("bad sampling option: " + e.getMessage(), e);
        }
    }
}
