package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;

/** Gathers rows of a table, and adds rows back in order: threads divide columns, never rows, so that the order holds. */
final class RowSelection {
    private static final int SLOT = 0;
    private static final int COLUMNS = 64;

    private final Workers workers;

    RowSelection(Workers workers) {
        this.workers = workers;
    }

    void gather(Tensor table, Tensor rows, Tensor out) {
        int width = (int) table.dim(1);
        MemorySegment from = HostTensor.of(table).segment();
        MemorySegment to = HostTensor.of(out).segment();
        HostTensor ids = HostTensor.of(rows);
        workers.ranges((int) rows.size(), Math.max(1, 4 * Elementwise.RUN / width), (first, end, scratch) -> {
            float[] row = scratch.floats(SLOT, width);
            for (int t = first; t < end; t++) {
                Elements.load(from, table.dtype(), (long) ids.getInt(t) * width, row, 0, width);
                Elements.store(row, 0, to, (long) t * width, width);
            }
        });
    }

    void scatterAdd(Tensor dOut, Tensor rows, Tensor dTable) {
        int width = (int) dTable.dim(1);
        MemorySegment from = HostTensor.of(dOut).segment();
        MemorySegment to = HostTensor.of(dTable).segment();
        HostTensor ids = HostTensor.of(rows);
        workers.ranges(width, COLUMNS, (first, end, scratch) -> {
            float[] row = scratch.floats(SLOT, COLUMNS);
            for (int t = 0; t < ids.size(); t++) {
                Elements.load(from, (long) t * width + first, row, 0, end - first);
                Elements.add(row, 0, to, (long) ids.getInt(t) * width + first, end - first);
            }
        });
    }
}
