package dev.intrain.core.checkpoint;

import dev.intrain.api.IntrainException;
import dev.intrain.core.io.IoFailures;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Reads and checks the header of one safetensors file: eight bytes of length, JSON, then the data without gaps.
 *
 * <p>Source: the format's description at huggingface/safetensors. Everything a damaged or hostile file could claim is checked here,
 * before any tensor is read.
 */
final class SafetensorsHeader {
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private final Path file;

    private SafetensorsHeader(Path file) {
        this.file = file;
    }

    /** Tensors of the file by name, in order of their data. */
    static Map<String, StoredTensor> read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return new SafetensorsHeader(file).parse(channel);
        } catch (IOException e) {
            throw IoFailures.reading(file, e);
        }
    }

    private Map<String, StoredTensor> parse(FileChannel channel) throws IOException {
        long fileBytes = channel.size();
        if (fileBytes < 8) {
            throw bad("is only " + fileBytes + " bytes long; the file is truncated: copy it again");
        }
        long headerBytes = fill(channel, 8, 0).getLong(0);
        if (headerBytes < 2 || headerBytes > fileBytes - 8 || headerBytes > MAX_HEADER_BYTES) {
            throw bad("claims a header of " + Long.toUnsignedString(headerBytes) + " bytes in a file of " + fileBytes
                    + " bytes; the file is damaged or not safetensors: copy it again");
        }
        ByteBuffer text = fill(channel, (int) headerBytes, 8);
        JsonNode header = Json.parse(file, StandardCharsets.UTF_8.decode(text).toString());
        if (!header.isObject()) {
            throw bad("has a header which is not a JSON object; the file is damaged: copy it again");
        }
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                tensors.put(entry.getKey(), entry(entry.getKey(), entry.getValue(), 8 + headerBytes));
            }
        }
        checkGaps(tensors.values(), 8 + headerBytes, fileBytes);
        return tensors;
    }

    private StoredTensor entry(String name, JsonNode node, long dataStart) {
        JsonNode offsets = node.path("data_offsets");
        JsonNode dimensions = node.path("shape");
        String dtype = node.path("dtype").asString("");
        if (offsets.size() != 2 || !dimensions.isArray() || !isLong(offsets.path(0)) || !isLong(offsets.path(1))) {
            throw bad("describes tensor " + name + " without dtype, shape and two data_offsets; the file is damaged:"
                    + " copy it again");
        }
        int elementBytes = StoredTensor.elementBytes(dtype);
        if (elementBytes == 0) {
            throw bad("holds tensor " + name + " of unknown type '" + dtype
                    + "'; save the model as float32, bfloat16 or float16");
        }
        long[] shape = new long[dimensions.size()];
        long bytes = elementBytes;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = isLong(dimensions.path(i)) ? dimensions.path(i).asLong() : -1;
            bytes = shape[i] < 0 ? -1 : multiply(bytes, shape[i]);
        }
        long begin = offsets.path(0).asLong();
        long length = offsets.path(1).asLong() - begin;
        if (begin < 0 || bytes < 0 || length != bytes) {
            throw bad("gives tensor " + name + " " + length + " bytes at offset " + begin + ", which does not fit its"
                    + " shape " + dimensions + " of " + dtype + "; the file is damaged: copy it again");
        }
        return new StoredTensor(name, dtype, shape, file, dataStart + begin, length);
    }

    private static boolean isLong(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    private static long multiply(long a, long b) {
        return a < 0 || Math.multiplyHigh(a, b) != 0 || a * b < 0 ? -1 : a * b;
    }

    private void checkGaps(Collection<StoredTensor> tensors, long dataStart, long fileBytes) {
        List<StoredTensor> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingLong(StoredTensor::offset).thenComparingLong(StoredTensor::bytes));
        long end = dataStart;
        String before = "the header";
        for (StoredTensor tensor : ordered) {
            if (tensor.offset() != end) {
                throw bad("has " + (tensor.offset() < end ? "overlapping data of " : "a gap between ") + before
                        + " and tensor " + tensor.name() + "; the file is damaged: copy it again");
            }
            end += tensor.bytes();
            before = "tensor " + tensor.name();
        }
        if (end > fileBytes) {
            throw bad("is truncated: its header promises " + end + " bytes, the file has " + fileBytes
                    + "; copy it again");
        }
        if (end < fileBytes) {
            throw bad("has " + (fileBytes - end) + " bytes after its last tensor; the file is damaged: copy it again");
        }
    }

    private ByteBuffer fill(FileChannel channel, int bytes, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, buffer, position);
        return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills the buffer's remaining room from a position of the file. */
    static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int n = channel.read(buffer, at);
            if (n < 0) {
                throw new EOFException("the file ended at byte " + at);
            }
            at += n;
        }
    }

    private IntrainException bad(String what) {
        return new IntrainException(file + " " + what);
    }
}
