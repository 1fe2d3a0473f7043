package dev.intrain.core.run;

import dev.intrain.core.io.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file with scalars, tagged {@code stage/metric}.
 *
 * <p>Format: TFRecord, each record being its length (u64), the length's checksum (u32), the data, the data's checksum (u32), all little
 * endian; the checksum is CRC-32C, rotated and offset ("masked"). The data is a protobuf message {@code Event}: 1 wall_time (double), 2
 * step (int64), 3 file_version (string) or 5 summary, of which 1 value, of which 1 tag (string), 2 simple_value (float). Source:
 * tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto.
 */
final class EventFile implements AutoCloseable {
    private static final int MASK_DELTA = 0xa282ead8;

    private final OutputStream out;

    private EventFile(OutputStream out) {
        this.out = out;
    }

    /**
     * Replaces the folder's event file.
     *
     * @param folder of the event file; its time of creation, which its name must hold, is always 0
     * @param rows what it begins with
     * @return the file, open for more
     */
    static EventFile create(Path folder, List<Map<String, Object>> rows) throws IOException {
        Path file = folder.resolve("events.out.tfevents.0000000000.intrain");
        AtomicFiles.write(file, out -> {
            EventFile events = new EventFile(out);
            events.record(concat(doubleField(1, 0), bytesField(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8))));
            for (Map<String, Object> row : rows) {
                events.add(row);
            }
        });
        return new EventFile(Files.newOutputStream(file, StandardOpenOption.APPEND));
    }

    /** Adds the numbers of one row of metrics.jsonl. */
    void add(Map<String, Object> row) throws IOException {
        String stage = String.valueOf(row.get("stage"));
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        for (Map.Entry<String, Object> entry : row.entrySet()) {
            boolean metric = !List.of("stage", "step", "time").contains(entry.getKey());
            if (metric && entry.getValue() instanceof Number number) {
                byte[] tag = (stage + "/" + entry.getKey()).getBytes(StandardCharsets.UTF_8);
                summary.writeBytes(bytesField(1, concat(bytesField(1, tag), floatField(2, number.floatValue()))));
            }
        }
        if (row.get("step") instanceof Number step && row.get("time") instanceof Number time) {
            record(concat(
                    doubleField(1, time.doubleValue()),
                    concat(varint(2 << 3), varint(step.longValue())),
                    bytesField(5, summary.toByteArray())));
        }
    }

    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void record(byte[] data) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedChecksum(record.array(), 8));
        record.put(data);
        record.putInt(maskedChecksum(data, data.length));
        out.write(record.array());
    }

    private static int maskedChecksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
    }

    private static byte[] doubleField(int field, double value) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value);
        return concat(varint(field << 3 | 1), bytes.array());
    }

    private static byte[] floatField(int field, float value) {
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
        return concat(varint(field << 3 | 5), bytes.array());
    }

    private static byte[] bytesField(int field, byte[] value) {
        return concat(varint(field << 3 | 2), varint(value.length), value);
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long rest = value;
        for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
            bytes.write((int) (rest & 0x7f | 0x80));
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
