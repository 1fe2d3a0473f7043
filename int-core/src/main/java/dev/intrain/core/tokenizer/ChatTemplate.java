package dev.intrain.core.tokenizer;

import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.engine.CompletionRequest.Turn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes conversations in a model's chat format, as token ids with exact loss masks.
 *
 * <p>The formats are code, not templates: what the assistant writes is always encoded apart from the header before it, so a mask
 * never cuts a token and a training row begins with exactly the ids a rollout saw. Source: the {@code chat_template} of the models.
 *
 * <p>Differs from the templates: an assistant's text that begins with a line break is not merged with its header; Llama 3.1's
 * date is its fallback, 26 Jul 2024, never today's, for the same ids every day; no tools.
 */
public final class ChatTemplate {
    private final ChatFamily family;
    private final Optional<String> defaultSystem;
    private final Tokenizer tokenizer;

    private ChatTemplate(ChatFamily family, Optional<String> defaultSystem, Tokenizer tokenizer) {
        this.family = family;
        this.defaultSystem = defaultSystem;
        this.tokenizer = tokenizer;
        for (String token : family.requiredTokens()) {
            int id = tokenizer.find(token).orElseThrow(() -> lacks(token));
            int[] ids = tokenizer.encode(token);
            if (ids.length != 1 || ids[0] != id) {
                throw lacks(token);
            }
        }
    }

    private IntrainException lacks(String token) {
        return new IntrainException("the tokenizer in " + tokenizer.folder() + " has no token '" + token
                + "', which chat template '" + family.id() + "' needs: name another one in model.chatTemplate ("
                + ChatFamily.names() + "), or add the token to tokenizer.json");
    }

    /**
     * The chat format of a model folder, recognised by its template's text.
     *
     * @param modelFolder folder with chat_template.jinja, chat_template.json or tokenizer_config.json
     * @param tokenizer the folder's tokenizer
     * @return the format
     * @throws IntrainException if there is no template, an unknown one, or the tokenizer lacks one of its tokens
     */
    public static ChatTemplate detect(Path modelFolder, Tokenizer tokenizer) {
        ChatTemplateText.Detected found = ChatTemplateText.detect(modelFolder);
        return new ChatTemplate(found.family(), found.defaultSystem(), tokenizer);
    }

    /**
     * The chat format of a given name.
     *
     * @param name as in {@code model.chatTemplate}
     * @param tokenizer the model's tokenizer
     * @return the format
     * @throws IntrainException if the name is unknown or the tokenizer lacks one of its tokens
     */
    public static ChatTemplate named(String name, Tokenizer tokenizer) {
        ChatFamily family = ChatFamily.named(name);
        return new ChatTemplate(family, ChatTemplateText.usualSystem(family), tokenizer);
    }

    /** @return which format it is */
    public ChatFamily family() {
        return family;
    }

    /** @return the system prompt used where a conversation has none */
    public Optional<String> defaultSystem() {
        return defaultSystem;
    }

    /** @return the token that ends an assistant's turn */
    public int endTokenId() {
        return tokenizer.idOf(family.requiredTokens().getFirst());
    }

    /** @return the tokens that end a completion: the turn's end first, then the document's end where there is one */
    public int[] stopIds() {
        var end = tokenizer.find(family.documentEnd());
        return end.isPresent() && end.getAsInt() != endTokenId()
                ? new int[] {endTokenId(), end.getAsInt()}
                : new int[] {endTokenId()};
    }

    /**
     * What a model reads before it answers. A last assistant turn is unfinished: its text follows the header as it is.
     *
     * @param turns the conversation
     * @return ids that end with the assistant's header, or with the unfinished turn
     */
    public TokenSequence prompt(List<Turn> turns) {
        Turn last = turns.getLast();
        boolean unfinished = last.role().equals("assistant");
        List<Turn> finished = unfinished ? turns.subList(0, turns.size() - 1) : turns;
        Ids ids = new Ids();
        write(finished, ids);
        ids.add(tokenizer.encode(generationHeader()), false);
        if (unfinished) {
            ids.add(tokenizer.encode(last.content()), false);
        }
        return ids.rendered().ids();
    }

    /**
     * As {@link #prompt(List)}, with the unfinished assistant turn given as the ids it was written in; they are not tokenised again.
     *
     * @param turns the conversation up to the assistant's turn
     * @param begun the beginning of that turn
     * @return ids that end with {@code begun}
     */
    public TokenSequence prompt(List<Turn> turns, TokenSequence begun) {
        if (turns.getLast().role().equals("assistant")) {
            throw new IllegalArgumentException("the unfinished assistant turn is given twice, as text and as ids");
        }
        return prompt(turns).concat(begun);
    }

    /**
     * Goes on after an assistant turn the model wrote: its ids stay as they are, the end token is added where it is missing.
     *
     * @param conversation a prompt and what the model wrote to it
     * @param userContent the next user turn
     * @return ids that end with the assistant's header
     */
    public TokenSequence reply(TokenSequence conversation, String userContent) {
        Ids ids = new Ids();
        int last = conversation.length() == 0 ? -1 : conversation.get(conversation.length() - 1);
        boolean ended = IntStream.of(stopIds()).anyMatch(stop -> stop == last);
        ids.add(conversation.toArray(), false);
        ids.add(ended ? new int[0] : new int[] {endTokenId()}, false);
        ids.add(
                tokenizer.encode((family.isLlama() ? "" : "\n") + closed("user", userContent) + generationHeader()),
                false);
        return ids.rendered().ids();
    }

    /**
     * A finished conversation with its loss mask.
     *
     * @param turns the conversation
     * @return ids and mask: what every assistant turn says and its end token are trained, all else is not
     */
    public RenderedChat render(List<Turn> turns) {
        Ids ids = new Ids();
        write(turns, ids);
        return ids.rendered();
    }

    private void write(List<Turn> turns, Ids ids) {
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("a conversation needs at least one turn");
        }
        int start = writeOpening(turns, ids);
        int lastQuery = lastQuery(turns);
        for (int i = start; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            switch (turn.role()) {
                case "assistant" -> writeAssistant(turn.content(), i > lastQuery, i == turns.size() - 1, ids);
                case "user", "system" -> ids.add(tokenizer.encode(closed(turn.role(), turn.content())), false);
                default ->
                    throw new IntrainException(
                            "unknown role '" + turn.role() + "' in a conversation: use system, user or assistant");
            }
        }
    }

    /** Writes what comes before the first turn that is not the opening system turn, and returns that turn's index. */
    private int writeOpening(List<Turn> turns, Ids ids) {
        boolean hasSystem = turns.getFirst().role().equals("system");
        Optional<String> system = hasSystem ? Optional.of(turns.getFirst().content()) : defaultSystem;
        var opening = new StringBuilder(family.isLlama() ? "<|begin_of_text|>" : "");
        if (family == ChatFamily.LLAMA3_1) {
            String dates = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
            opening.append(header("system"))
                    .append(dates)
                    .append(system.orElse("").strip())
                    .append("<|eot_id|>");
        } else {
            system.ifPresent(content -> opening.append(closed("system", content)));
        }
        ids.add(tokenizer.encode(opening.toString()), false);
        return hasSystem ? 1 : 0;
    }

    private void writeAssistant(String content, boolean afterLastQuery, boolean last, Ids ids) {
        String header = header("assistant");
        String text = family.isLlama() ? content.strip() : content;
        if (thinks() || family == ChatFamily.QWEN3_2507) {
            Thought thought = Thought.of(content);
            boolean block = afterLastQuery && (!thought.reasoning().isEmpty() || (thinks() && last));
            if (block && thought.reasoning().isEmpty() && family == ChatFamily.QWEN3_NO_THINKING) {
                header = generationHeader();
                text = Thought.withoutLeadingBreaks(thought.answer());
            } else {
                text = block ? thought.rendered() : thought.answer();
            }
        }
        ids.add(tokenizer.encode(header), false);
        ids.add(tokenizer.encode(text), true);
        ids.add(new int[] {endTokenId()}, true);
        if (!family.isLlama()) {
            ids.add(tokenizer.encode("\n"), false);
        }
    }

    private boolean thinks() {
        return family == ChatFamily.QWEN3 || family == ChatFamily.QWEN3_NO_THINKING;
    }

    private String generationHeader() {
        String header = header("assistant");
        return family == ChatFamily.QWEN3_NO_THINKING ? header + Thought.EMPTY_BLOCK : header;
    }

    private String header(String role) {
        return family.isLlama() ? "<|start_header_id|>" + role + "<|end_header_id|>\n\n" : "<|im_start|>" + role + "\n";
    }

    private String closed(String role, String content) {
        return family.isLlama()
                ? header(role) + content.strip() + "<|eot_id|>"
                : header(role) + content + "<|im_end|>\n";
    }

    /** Thinking blocks are kept only after the last user turn. */
    private static int lastQuery(List<Turn> turns) {
        for (int i = turns.size() - 1; i >= 0; i--) {
            if (turns.get(i).role().equals("user")) {
                return i;
            }
        }
        return turns.size() - 1;
    }

    /** Grows ids and mask together. */
    private static final class Ids {
        private final List<int[]> parts = new ArrayList<>();
        private final List<Boolean> masks = new ArrayList<>();

        void add(int[] ids, boolean trained) {
            parts.add(ids);
            masks.add(trained);
        }

        RenderedChat rendered() {
            int length = parts.stream().mapToInt(part -> part.length).sum();
            int[] ids = new int[length];
            boolean[] trained = new boolean[length];
            int at = 0;
            for (int i = 0; i < parts.size(); i++) {
                int[] part = parts.get(i);
                System.arraycopy(part, 0, ids, at, part.length);
                java.util.Arrays.fill(trained, at, at + part.length, masks.get(i));
                at += part.length;
            }
            return new RenderedChat(TokenSequence.of(ids), trained);
        }
    }
}
