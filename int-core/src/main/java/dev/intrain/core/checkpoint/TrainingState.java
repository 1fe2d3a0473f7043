package dev.intrain.core.checkpoint;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.io.AtomicFiles;
import dev.intrain.core.io.Hashes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** What a training needs besides its model to go on exactly where it was: optimizer moments, and counters as plain facts. */
public final class TrainingState {
    private static final String TENSORS = "state.safetensors";
    private static final String FACTS = "facts.json";
    private static final String CHECKSUM = "crc32c";

    private TrainingState() {}

    /**
     * Writes a folder, whole or not at all.
     *
     * @param folder replaced if it exists
     * @param backend where the tensors live
     * @param tensors state by stable name, each in its own type
     * @param facts strings, numbers, booleans, lists and maps of them
     */
    public static void save(Path folder, Backend backend, Map<String, Tensor> tensors, Map<String, Object> facts) {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> sources.put(name, new TensorSource(backend, tensor, tensor.dtype())));
        AtomicFiles.replaceDirectory(folder, aside -> {
            SafetensorsWriter.write(aside.resolve(TENSORS), sources);
            Map<String, Object> all = new LinkedHashMap<>(facts);
            all.put(CHECKSUM, Hashes.crc32c(aside.resolve(TENSORS)));
            AtomicFiles.writeString(aside.resolve(FACTS), Json.write(all));
        });
    }

    /**
     * Reads a folder back into tensors of the same names, types and shapes.
     *
     * @param folder written by {@link #save}
     * @param backend where the targets live
     * @param targets receive the state
     * @return the facts
     * @throws IntrainException if the folder is damaged or holds another state
     */
    public static Map<String, Object> load(Path folder, Backend backend, Map<String, Tensor> targets) {
        Map<String, Object> facts;
        try {
            facts = Json.object(Json.read(folder.resolve(FACTS)));
        } catch (IntrainException e) {
            throw new IntrainException(damaged(folder), e);
        }
        if (!String.valueOf(facts.remove(CHECKSUM)).equals(checksum(folder))) {
            throw new IntrainException(damaged(folder));
        }
        Safetensors stored = Safetensors.openFile(folder.resolve(TENSORS));
        if (!stored.names().equals(new TreeSet<>(targets.keySet()))) {
            throw new IntrainException(folder + " holds the state of another optimizer or model, with tensors "
                    + stored.names() + ": delete it, and its stage starts over");
        }
        targets.forEach((name, target) -> read(stored, name, backend, target));
        return facts;
    }

    private static String checksum(Path folder) {
        Path tensors = folder.resolve(TENSORS);
        return Files.exists(tensors) ? Hashes.crc32c(tensors) : "";
    }

    private static String damaged(Path folder) {
        return "the training state in " + folder
                + " is damaged: delete that folder and run the same command again, and its stage starts over";
    }

    private static void read(Safetensors stored, String name, Backend backend, Tensor target) {
        StoredTensor tensor = stored.tensor(name);
        long[] shape = new TensorSource(backend, target, target.dtype()).shape();
        if (!tensor.dtype().equals(target.dtype().name()) || !Arrays.equals(tensor.shape(), shape)) {
            throw new IntrainException(
                    tensor.file() + " holds " + tensor + " where " + target.dtype() + Arrays.toString(shape)
                            + " is needed: delete " + tensor.file().getParent() + ", and its stage starts over");
        }
        stored.read(name, (first, bytes) -> backend.writeBytes(target, first, bytes));
    }
}
