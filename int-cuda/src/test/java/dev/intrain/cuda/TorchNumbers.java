package dev.intrain.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What PyTorch measured on the same shapes in the same run, as {@code torch_beside.py} wrote it.
 *
 * @param numbers by name, empty where PyTorch was absent
 */
record TorchNumbers(Map<String, Double> numbers) {
    private static final String ABSENT = "absent";

    static TorchNumbers read(Path results) throws IOException {
        Map<String, Double> numbers = new HashMap<>();
        Path file = results.resolve("torch.json");
        if (Files.exists(file)) {
            JsonNode read = JsonMapper.builder().build().readTree(Files.readString(file));
            read.path("numbers")
                    .properties()
                    .forEach(one -> numbers.put(one.getKey(), one.getValue().asDouble()));
        }
        return new TorchNumbers(numbers);
    }

    /** @return that number, or that there is none */
    Object of(String name) {
        Double number = numbers.get(name);
        return number == null ? ABSENT : number;
    }

    /** @return how many times as fast ours is, for rates */
    Object ratio(double ours, String name) {
        Double number = numbers.get(name);
        return number == null ? ABSENT : ours / number;
    }
}
