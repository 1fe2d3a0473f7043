package dev.intrain.core.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.intrain.api.IntrainException;
import dev.intrain.api.optim.Optimizer;
import dev.intrain.api.optim.OptimizerProvider;
import dev.intrain.api.optim.Parameter;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.reference.ReferenceBackendProvider;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdamWTest {
    private final Backend backend = new ReferenceBackendProvider().create(1);
    private final Tensor weight = tensor(1f, -2f);
    private final Tensor gradient = tensor(0.5f, -0.25f);
    private final Tensor one = tensor(1f);

    @AfterEach
    void close() {
        weight.close();
        gradient.close();
        one.close();
        backend.close();
    }

    @Test
    void isFoundByItsId() {
        assertThat(ServiceLoader.load(OptimizerProvider.class).stream()
                        .map(provider -> provider.get().id()))
                .contains("adamw");
    }

    @Test
    void theFirstStepMovesByTheLearningRateAgainstTheSign() {
        try (Optimizer optimizer = create(true, Map.of())) {
            optimizer.step(0.1, one);
        }
        assertThat(values(weight)).containsExactly(new float[] {0.9f, -1.9f}, within(1e-6f));
    }

    @Test
    void decayIsDecoupledAndOnlyWhereTheParameterDecays() {
        try (Optimizer optimizer = create(true, Map.of("weightDecay", "0.5"))) {
            optimizer.step(0.1, one);
        }
        // 1 * (1 - 0.1 * 0.5) - 0.1 and -2 * 0.95 + 0.1
        assertThat(values(weight)).containsExactly(new float[] {0.85f, -1.8f}, within(1e-6f));

        backend.write(weight, 0, new float[] {1f, -2f}, 0, 2);
        try (Optimizer optimizer = create(false, Map.of("weightDecay", "0.5"))) {
            optimizer.step(0.1, one);
        }
        assertThat(values(weight)).containsExactly(new float[] {0.9f, -1.9f}, within(1e-6f));
    }

    @Test
    void stateAndStepCountAreAllItRemembers() {
        float[] uninterrupted;
        float[] moments = new float[2];
        try (Optimizer optimizer = create(true, Map.of())) {
            optimizer.step(0.1, one);
            optimizer.step(0.1, one);
            uninterrupted = values(weight);
        }
        backend.write(weight, 0, new float[] {1f, -2f}, 0, 2);
        try (Optimizer first = create(true, Map.of());
                Optimizer second = create(true, Map.of())) {
            first.step(0.1, one);
            first.state().forEach((name, tensor) -> {
                backend.read(tensor, 0, moments, 0, 2);
                backend.write(Objects.requireNonNull(second.state().get(name)), 0, moments, 0, 2);
            });
            second.restore(first.steps());
            second.step(0.1, one);
        }
        assertThat(values(weight)).isEqualTo(uninterrupted);
    }

    @Test
    void namesUnknownOptionsAndBadValues() {
        assertThatThrownBy(() -> create(true, Map.of("beta3", "1")))
                .isInstanceOf(IntrainException.class)
                .hasMessage("optimizer 'adamw' has no option 'beta3': it knows beta1, beta2, eps, weightDecay");
        assertThatThrownBy(() -> create(true, Map.of("beta1", "1")))
                .isInstanceOf(IntrainException.class)
                .hasMessage("option 'beta1' of optimizer 'adamw' must be a number in [0, 1), not '1'");
        assertThatThrownBy(() -> create(true, Map.of("eps", "tiny")))
                .isInstanceOf(IntrainException.class)
                .hasMessage("option 'eps' of optimizer 'adamw' must be a number of at least 0, not 'tiny'");
    }

    @Test
    void clipsAllGradientsTogether() {
        backend.write(gradient, 0, new float[] {3f, -4f}, 0, 2);
        List<Parameter> parameters = List.of(new Parameter("w", weight, gradient, true));
        try (GradientClip clip = new GradientClip(backend, parameters, 1);
                GradientClip none = new GradientClip(backend, parameters, 0)) {
            assertThat(values(clip.factor())[0]).isEqualTo(0.2f, within(1e-6f));
            assertThat(clip.norm()).isEqualTo(5, within(1e-6));
            assertThat(values(none.factor())[0]).isEqualTo(1f);
        }
    }

    private Optimizer create(boolean decay, Map<String, String> options) {
        return new AdamWProvider().create(backend, List.of(new Parameter("w", weight, gradient, decay)), options);
    }

    private Tensor tensor(float... values) {
        Tensor tensor = backend.allocate(DType.F32, values.length);
        backend.write(tensor, 0, values, 0, values.length);
        return tensor;
    }

    private float[] values(Tensor tensor) {
        float[] values = new float[(int) tensor.size()];
        backend.read(tensor, 0, values, 0, values.length);
        return values;
    }
}
