package dev.intrain.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a TensorBoard event file from the format's description, sharing nothing with the writer: not even the checksum, which is
 * computed bit by bit here.
 */
final class EventFileReader {
    private EventFileReader() {}

    /** One record. */
    record Event(double wallTime, long step, String version, Map<String, Float> scalars) {}

    static List<Event> read(Path folder) {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            // The name by which TensorBoard finds event files.
            assertThat(all.getFirst().getFileName().toString()).contains("tfevents");
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(all.getFirst())).order(ByteOrder.LITTLE_ENDIAN);
            List<Event> events = new ArrayList<>();
            while (bytes.hasRemaining()) {
                events.add(event(record(bytes)));
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer record(ByteBuffer bytes) {
        byte[] length = new byte[8];
        bytes.get(length);
        assertThat(bytes.getInt()).as("checksum of the length").isEqualTo(masked(crc32c(length)));
        byte[] data = new byte
                [(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        bytes.get(data);
        assertThat(bytes.getInt()).as("checksum of the data").isEqualTo(masked(crc32c(data)));
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Event event(ByteBuffer data) {
        double wallTime = 0;
        long step = 0;
        String version = "";
        Map<String, Float> scalars = new LinkedHashMap<>();
        while (data.hasRemaining()) {
            switch ((int) varint(data)) {
                case 0x09 -> wallTime = data.getDouble();
                case 0x10 -> step = varint(data);
                case 0x1a -> version = StandardCharsets.UTF_8.decode(part(data)).toString();
                case 0x2a -> summary(part(data), scalars);
                default -> throw new AssertionError("unknown field of an event");
            }
        }
        return new Event(wallTime, step, version, scalars);
    }

    private static void summary(ByteBuffer data, Map<String, Float> scalars) {
        while (data.hasRemaining()) {
            assertThat(varint(data)).as("field of a summary").isEqualTo(0x0a);
            ByteBuffer value = part(data);
            assertThat(varint(value)).as("tag").isEqualTo(0x0a);
            String tag = StandardCharsets.UTF_8.decode(part(value)).toString();
            assertThat(varint(value)).as("simple value").isEqualTo(0x15);
            scalars.put(tag, value.getFloat());
        }
    }

    private static ByteBuffer part(ByteBuffer data) {
        int length = (int) varint(data);
        ByteBuffer part = data.slice(data.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        data.position(data.position() + length);
        return part;
    }

    private static long varint(ByteBuffer data) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = data.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static int masked(int crc) {
        return ((crc >>> 15) | (crc << 17)) + (int) 2726488792L;
    }

    private static int crc32c(byte[] bytes) {
        int crc = ~0;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
            }
        }
        return ~crc;
    }
}
