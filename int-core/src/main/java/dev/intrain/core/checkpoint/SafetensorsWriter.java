package dev.intrain.core.checkpoint;

import dev.intrain.core.io.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes one safetensors file, tensor by tensor, sorted by name, whole or not at all. */
public final class SafetensorsWriter {
    private SafetensorsWriter() {}

    /**
     * @param file replaced if it exists
     * @param tensors what to write, by name
     */
    public static void write(Path file, Map<String, TensorSource> tensors) {
        Map<String, TensorSource> sorted = new TreeMap<>(tensors);
        AtomicFiles.write(file, out -> {
            writeHeader(out, sorted);
            for (TensorSource tensor : sorted.values()) {
                tensor.writeTo(out);
            }
        });
    }

    private static void writeHeader(OutputStream out, Map<String, TensorSource> sorted) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        long offset = 0;
        for (Map.Entry<String, TensorSource> entry : sorted.entrySet()) {
            TensorSource tensor = entry.getValue();
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("dtype", tensor.fileType().name());
            description.put("shape", tensor.shape());
            description.put("data_offsets", new long[] {offset, offset + tensor.bytes()});
            header.put(entry.getKey(), description);
            offset += tensor.bytes();
        }
        byte[] json = Json.compact(header).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .array());
        out.write(json);
        out.write(" ".repeat(padded - json.length).getBytes(StandardCharsets.UTF_8));
    }
}
