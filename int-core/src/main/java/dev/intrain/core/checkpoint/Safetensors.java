package dev.intrain.core.checkpoint;

import dev.intrain.api.IntrainException;
import dev.intrain.core.io.IoFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The tensors of one safetensors file, or of a folder's model.safetensors or index of shards, read in chunks.
 *
 * <p>Headers are checked when it is opened; no file stays open between reads.
 */
public final class Safetensors {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path origin;
    private final Map<String, StoredTensor> tensors;

    private Safetensors(Path origin, Map<String, StoredTensor> tensors) {
        this.origin = origin;
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * @param file a safetensors file
     * @return its tensors
     */
    public static Safetensors openFile(Path file) {
        return new Safetensors(file, SafetensorsHeader.read(file));
    }

    /**
     * @param folder with model.safetensors, or model.safetensors.index.json and the shards it names
     * @return the tensors of all files
     */
    public static Safetensors openFolder(Path folder) {
        Path single = folder.resolve(SINGLE);
        if (Files.exists(single)) {
            return openFile(single);
        }
        Path index = folder.resolve(INDEX);
        if (!Files.exists(index)) {
            throw new IntrainException(folder + " holds neither " + SINGLE + " nor " + INDEX
                    + "; give a model folder in Hugging Face layout");
        }
        return openShards(folder, index);
    }

    private static Safetensors openShards(Path folder, Path index) {
        JsonNode map = Json.read(index).path("weight_map");
        if (!map.isObject()) {
            throw new IntrainException(index + " has no object weight_map; copy the file again");
        }
        Map<String, Map<String, StoredTensor>> shards = new LinkedHashMap<>();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shard = entry.getValue().asString("");
            StoredTensor tensor = shards.computeIfAbsent(shard, s -> SafetensorsHeader.read(inside(folder, index, s)))
                    .get(entry.getKey());
            if (tensor == null) {
                throw new IntrainException(index + " places tensor " + entry.getKey() + " in " + shard
                        + ", which does not hold it; copy the folder again");
            }
            tensors.put(entry.getKey(), tensor);
        }
        return new Safetensors(index, tensors);
    }

    /** A shard's name may not lead out of the folder; a link inside the folder may, as download caches are made of links. */
    private static Path inside(Path folder, Path index, String shard) {
        Path name = Path.of(shard);
        Path resolved = folder.resolve(name).normalize();
        if (shard.isEmpty() || name.isAbsolute() || !resolved.startsWith(folder.normalize())) {
            throw new IntrainException(
                    index + " points outside its folder, at '" + shard + "'; do not use this model folder");
        }
        if (!Files.exists(resolved)) {
            throw new IntrainException(index + " names the shard " + shard + ", which is missing from " + folder
                    + "; copy the folder again");
        }
        return resolved;
    }

    /** @return names of all tensors, sorted */
    public Set<String> names() {
        return new TreeSet<>(tensors.keySet());
    }

    /**
     * @param name a tensor's name
     * @return where it lies
     * @throws IntrainException if there is no such tensor
     */
    public StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IntrainException(origin + " lacks tensor " + name
                    + ", which config.json calls for; use the folder's own config.json or copy the model again");
        }
        return tensor;
    }

    /**
     * A whole float tensor.
     *
     * @param name a tensor of type F32, BF16 or F16
     * @return its numbers
     */
    public float[] floats(String name) {
        StoredTensor tensor = tensor(name);
        float[] values = new float[Math.toIntExact(tensor.size())];
        read(name, (first, bytes) -> {
            float[] chunk = Floats.decode(tensor.dtype(), bytes);
            System.arraycopy(chunk, 0, values, Math.toIntExact(first), chunk.length);
        });
        return values;
    }

    /** Receives a tensor piece by piece. */
    public interface Chunks {
        /**
         * @param firstElement index of the chunk's first element
         * @param bytes little-endian, whole elements; valid during the call only
         */
        void accept(long firstElement, ByteBuffer bytes);
    }

    /**
     * Reads a tensor's bytes in chunks of at most 4 MiB.
     *
     * @param name a tensor's name
     * @param chunks receives them in order
     */
    public void read(String name, Chunks chunks) {
        StoredTensor tensor = tensor(name);
        int capacity = (int) Math.min(Math.max(tensor.bytes(), 8), 4 << 20);
        ByteBuffer buffer = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(tensor.file())) {
            for (long done = 0; done < tensor.bytes(); done += buffer.limit()) {
                buffer.clear().limit((int) Math.min(capacity, tensor.bytes() - done));
                SafetensorsHeader.readFully(channel, buffer, tensor.offset() + done);
                chunks.accept(done / tensor.elementBytes(), buffer.flip());
            }
        } catch (IOException e) {
            throw IoFailures.reading(tensor.file(), e);
        }
    }
}
