package dev.intrain.core.trace;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * How values of one Java type lie in one Arrow column.
 *
 * @param <V> the Java type of a value
 */
interface ColumnKind<V> {
    /** @return the Arrow type of the column */
    ArrowType type();

    /** @return the child fields of the column, empty for a flat one */
    default List<Field> children() {
        return List.of();
    }

    /**
     * Stores a value; rows are written in order.
     *
     * @param vector the column
     * @param row index in the batch
     * @param value what to store
     */
    void set(FieldVector vector, int row, V value);

    /**
     * @param vector the column
     * @param row index in the batch, not null there
     * @return a fresh value
     */
    V get(FieldVector vector, int row);

    /**
     * @param value a value
     * @return about how many bytes it takes; batches are cut by this number, so it must depend on the value alone
     */
    long bytes(V value);
}
