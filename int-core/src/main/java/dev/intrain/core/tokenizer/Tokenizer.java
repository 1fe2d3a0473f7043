package dev.intrain.core.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model's tokenizer, from the files in its folder: {@code tokenizer.json}, or {@code vocab.json} with {@code merges.txt}.
 *
 * <p>Adds no token of its own accord: what {@link #encode} returns is the text, with added tokens such as {@code <|im_start|>}
 * recognised where the text spells them. Thread-safe. Owns native memory until closed.
 */
public final class Tokenizer implements AutoCloseable {
    private final Path folder;
    private final TokenizerFiles files;
    private final TokenPieces pieces;
    private final HuggingFaceTokenizer library;

    private Tokenizer(Path folder, TokenizerFiles files, TokenPieces pieces, HuggingFaceTokenizer library) {
        this.folder = folder;
        this.files = files;
        this.pieces = pieces;
        this.library = library;
    }

    /**
     * Loads the tokenizer of a model folder.
     *
     * @param modelFolder folder with the tokenizer's files
     * @return the tokenizer
     * @throws IntrainException if files are missing or damaged, or added tokens would get other ids than the files say
     */
    public static Tokenizer load(Path modelFolder) {
        TokenizerFiles files = TokenizerFiles.read(modelFolder);
        NativeSettings.apply();
        HuggingFaceTokenizer library = open(modelFolder, files.json());
        Tokenizer tokenizer = new Tokenizer(modelFolder, files, TokenPieces.of(files), library);
        try {
            tokenizer.checkAddedTokens();
        } catch (RuntimeException e) {
            library.close();
            throw e;
        }
        return tokenizer;
    }

    private static HuggingFaceTokenizer open(Path modelFolder, String json) {
        Map<String, String> options = Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
        try (var in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
            return HuggingFaceTokenizer.newInstance(in, options);
        } catch (IOException | RuntimeException e) {
            throw new IntrainException(
                    "the tokenizer in " + modelFolder + " cannot be used (" + e.getMessage()
                            + "): check its tokenizer.json, or copy it again from the model's repository",
                    e);
        } catch (LinkageError e) {
            throw new IntrainException(
                    "the native tokenizer library cannot be loaded on this machine (" + e.getMessage()
                            + "): it supports Linux and macOS on ARM, Linux and Windows on x86-64, and needs a writable "
                            + "folder (system property DJL_CACHE_DIR)",
                    e);
        }
    }

    /** The library numbers added tokens itself; a gap in the ids would shift them silently. */
    private void checkAddedTokens() {
        for (TokenizerFiles.AddedToken token : files.addedTokens()) {
            int[] ids = encode(token.content());
            if (ids.length != 1 || ids[0] != token.id()) {
                throw new IntrainException("added token '" + token.content() + "' of the tokenizer in " + folder
                        + " should be id " + token.id() + " but is encoded as " + TokenSequence.of(ids)
                        + ": its id or flags cannot be kept; list every added token, without gaps, in tokenizer.json");
            }
        }
    }

    /**
     * Encodes text without adding anything; added tokens spelt in the text are recognised.
     *
     * @param text any text; unpaired surrogates become U+FFFD
     * @return the token ids
     * @throws IntrainException if the vocabulary cannot spell the text
     */
    public int[] encode(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        try {
            long[] ids =
                    library.encode(withoutLoneSurrogates(text), false, false).getIds();
            int[] result = new int[ids.length];
            for (int i = 0; i < ids.length; i++) {
                result[i] = Math.toIntExact(ids[i]);
            }
            return result;
        } catch (RuntimeException e) {
            throw new IntrainException(
                    "the tokenizer in " + folder + " cannot encode " + excerpt(text) + " (" + e.getMessage()
                            + "): use text its vocabulary can spell",
                    e);
        }
    }

    /**
     * Text the vocabulary cannot spell, which {@link #encode} replaces by the unknown token.
     *
     * @param text any text
     * @return the first such piece of it
     */
    public Optional<String> unknownIn(String text) {
        if (files.unknown().isEmpty() || text.isEmpty()) {
            return Optional.empty();
        }
        long unknown = idOf(files.unknown().get());
        String clean = withoutLoneSurrogates(text);
        Encoding encoding = library.encode(clean, false, false);
        long[] ids = encoding.getIds();
        for (int i = 0; i < ids.length; i++) {
            CharSpan span = encoding.getCharTokenSpans()[i];
            if (ids[i] == unknown && span != null) {
                return Optional.of(clean.substring(
                        clean.offsetByCodePoints(0, span.getStart()), clean.offsetByCodePoints(0, span.getEnd())));
            }
        }
        return Optional.empty();
    }

    /**
     * Decodes ids and skips special tokens.
     *
     * @param ids token ids
     * @return their text; a character cut by the ends of the sequence is U+FFFD
     */
    public String decode(TokenSequence ids) {
        return decode(ids, true);
    }

    /**
     * Decodes ids with special tokens spelt out.
     *
     * @param ids token ids
     * @return their text
     */
    public String decodeWithSpecials(TokenSequence ids) {
        return decode(ids, false);
    }

    private String decode(TokenSequence ids, boolean skipSpecials) {
        long[] wide = new long[ids.length()];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = ids.get(i);
        }
        return wide.length == 0 ? "" : library.decode(wide, skipSpecials);
    }

    /**
     * Where each token of a sequence ends in {@link #decode its text}.
     *
     * @param ids token ids
     * @return the boundaries
     */
    public TokenSpans spans(TokenSequence ids) {
        if (!pieces.exact()) {
            throw new IntrainException(
                    "the decoder of the tokenizer in " + folder + " is neither ByteLevel nor Fuse: its tokens "
                            + "cannot be matched to characters, which splicing needs; use a model with a byte-level tokenizer");
        }
        return TokenSpans.of(pieces, ids);
    }

    /**
     * The id of a token.
     *
     * @param token the token as the vocabulary spells it
     * @return its id
     * @throws IntrainException if there is no such token
     */
    public int idOf(String token) {
        return find(token)
                .orElseThrow(() -> new IntrainException("the tokenizer in " + folder + " has no token '" + token
                        + "': add it to tokenizer.json, or use a model whose tokenizer has it"));
    }

    /**
     * The id of a token, if there is one.
     *
     * @param token the token as the vocabulary spells it
     * @return its id, or empty
     */
    public OptionalInt find(String token) {
        Integer id = files.ids().get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** @return one more than the largest id; a model's embedding may have more rows */
    public int vocabularySize() {
        return files.size();
    }

    /** @return the folder it came from, for messages */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        library.close();
    }

    private static String withoutLoneSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
            }
        }
        return text;
    }

    private static String excerpt(String text) {
        String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
        return "'" + shown.replace("\n", "\\n") + "'";
    }
}
