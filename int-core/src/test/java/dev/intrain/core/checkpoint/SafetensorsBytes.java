package dev.intrain.core.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.StringJoiner;

/** Bytes of a safetensors file, made by hand so that they may be wrong. */
final class SafetensorsBytes {
    private final StringJoiner header = new StringJoiner(",", "{", "}");
    private int data;

    SafetensorsBytes layout(ModelConfig config) {
        TensorLayout.of(config)
                .forEach((name, shape) -> add(name, "F32", Arrays.toString(shape), 4 * TensorLayout.size(shape)));
        return this;
    }

    SafetensorsBytes next(String name, String dtype, long elements) {
        add(name, dtype, "[" + elements + "]", 4 * elements);
        return this;
    }

    private void add(String name, String dtype, String shape, long bytes) {
        entry(name, dtype, shape, data, data + bytes);
        data += (int) bytes;
    }

    SafetensorsBytes entry(String name, String dtype, String shape, long begin, long end) {
        header.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, dtype, shape, begin, end));
        return this;
    }

    SafetensorsBytes data(int bytes) {
        data = bytes;
        return this;
    }

    byte[] toBytes() {
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }
}
