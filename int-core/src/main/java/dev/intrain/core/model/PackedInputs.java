package dev.intrain.core.model;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A packed batch on the backend, in memory allocated once for the largest. */
final class PackedInputs {
    private final Backend backend;
    private final int maxTokens;
    private final int maxTargets;
    private final Tensor ids;
    private final Tensor positions;
    private final Tensor cuSeqlens;
    private final Tensor targetRows;
    private final Tensor targets;
    private @Nullable PackedBatch batch;

    PackedInputs(Backend backend, Arena arena, int maxTokens, int maxTargets) {
        this.backend = backend;
        this.maxTokens = maxTokens;
        this.maxTargets = maxTargets;
        ids = arena.i32(maxTokens);
        positions = arena.i32(maxTokens);
        cuSeqlens = arena.i32(maxTokens + 1L);
        targetRows = arena.i32(maxTargets);
        targets = arena.i32(maxTargets);
    }

    void upload(PackedBatch next) {
        if (next.tokens() > maxTokens || next.targetCount() > maxTargets) {
            throw new IntrainException("a batch of " + next.tokens() + " tokens and " + next.targetCount()
                    + " targets does not fit a pass made for " + maxTokens + " tokens and " + maxTargets
                    + " targets; shorten the sequences or raise the micro-batch's token budget");
        }
        batch = next;
        backend.write(ids, 0, next.ids(), 0, next.tokens());
        backend.write(positions, 0, next.positions(), 0, next.tokens());
        backend.write(cuSeqlens, 0, next.cuSeqlens(), 0, next.cuSeqlens().length);
        backend.write(targetRows, 0, next.targetRows(), 0, next.targetCount());
        backend.write(targets, 0, next.targets(), 0, next.targetCount());
    }

    PackedBatch batch() {
        if (batch == null) {
            throw new IllegalStateException("no forward pass was run");
        }
        return batch;
    }

    Tensor ids() {
        return ids.as(batch().tokens());
    }

    Tensor positions() {
        return positions.as(batch().tokens());
    }

    Tensor cuSeqlens() {
        return cuSeqlens.as(batch().cuSeqlens().length);
    }

    Tensor targetRows() {
        return targetRows.as(batch().targetCount());
    }

    Tensor targets() {
        return targets.as(batch().targetCount());
    }
}
