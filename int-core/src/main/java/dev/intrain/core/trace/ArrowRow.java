package dev.intrain.core.trace;

import dev.intrain.api.TokenSequence;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** One row of a file while it is read; valid only inside the function which builds the record, whose values are copies. */
public final class ArrowRow {
    private final VectorSchemaRoot root;
    private int index;

    ArrowRow(VectorSchemaRoot root) {
        this.root = root;
    }

    ArrowRow at(int row) {
        index = row;
        return this;
    }

    /**
     * @param column name of a utf8 column
     * @return its value
     */
    public String text(String column) {
        return ColumnKinds.TEXT.get(vector(column), index);
    }

    /**
     * @param column name of a utf8 column with nulls
     * @return its value
     */
    public Optional<String> optionalText(String column) {
        return isNull(column) ? Optional.empty() : Optional.of(text(column));
    }

    /**
     * @param column name of an int64 column
     * @return its value, which must fit an int
     */
    public int count(String column) {
        return Math.toIntExact(ColumnKinds.COUNT.get(vector(column), index));
    }

    /**
     * @param column name of an int64 column with nulls
     * @return its value
     */
    public OptionalInt optionalCount(String column) {
        return isNull(column) ? OptionalInt.empty() : OptionalInt.of(count(column));
    }

    /**
     * @param column name of a float64 column with nulls
     * @return its value
     */
    public OptionalDouble optionalNumber(String column) {
        return isNull(column)
                ? OptionalDouble.empty()
                : OptionalDouble.of(ColumnKinds.NUMBER.get(vector(column), index));
    }

    /**
     * @param column name of a column of int32 lists
     * @return its value
     */
    public TokenSequence tokens(String column) {
        return ColumnKinds.TOKENS.get(vector(column), index);
    }

    /**
     * @param column name of a column of int32 lists with nulls
     * @return its value
     */
    public Optional<TokenSequence> optionalTokens(String column) {
        return isNull(column) ? Optional.empty() : Optional.of(tokens(column));
    }

    /**
     * @param column name of a column of float32 lists
     * @return its value
     */
    public float[] floats(String column) {
        return ColumnKinds.FLOATS.get(vector(column), index);
    }

    /**
     * @param column name of a column of bool lists
     * @return its value
     */
    public boolean[] flags(String column) {
        return ColumnKinds.FLAGS.get(vector(column), index);
    }

    /**
     * @param column name of a column of text maps
     * @return its value
     */
    public Map<String, String> textMap(String column) {
        return TextMapKind.INSTANCE.get(vector(column), index);
    }

    private boolean isNull(String column) {
        return vector(column).isNull(index);
    }

    private FieldVector vector(String column) {
        return Objects.requireNonNull(root.getVector(column), column);
    }
}
