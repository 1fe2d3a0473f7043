package dev.intrain.core.trace;

import dev.intrain.api.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns of one record type: their names and Arrow types, how a record fills them, and how a record is built from them.
 *
 * <p>Immutable once built. The name and the version stand in every file under {@code intrain.schema} and {@code intrain.version}.
 *
 * @param <T> the record type
 */
public final class ArrowSchema<T> {
    static final String NAME_KEY = "intrain.schema";
    static final String VERSION_KEY = "intrain.version";

    private final String name;
    private final int version;
    private final List<Column<T, ?>> columns;
    private final Function<ArrowRow, T> build;

    private ArrowSchema(String name, int version, List<Column<T, ?>> columns, Function<ArrowRow, T> build) {
        this.name = name;
        this.version = version;
        this.columns = List.copyOf(columns);
        this.build = build;
    }

    /**
     * Starts a schema.
     *
     * @param name what a reader checks before it reads a row
     * @param version raised whenever a column changes its meaning, its type or its name
     * @param <T> the record type
     * @return a builder without columns
     */
    public static <T> Builder<T> named(String name, int version) {
        return new Builder<>(name, version);
    }

    /** @return what the file holds, for example {@code rollouts} */
    public String name() {
        return name;
    }

    /** @return version of the columns */
    public int version() {
        return version;
    }

    /** @return the columns' names in file order */
    public List<String> columnNames() {
        return columns.stream().map(c -> c.field.getName()).toList();
    }

    List<Field> fields() {
        return columns.stream().map(c -> c.field).toList();
    }

    Schema arrow(Map<String, String> metadata) {
        return new Schema(fields(), metadata);
    }

    /** Stores a record as the given row of the vectors, which are in column order. */
    void write(List<FieldVector> vectors, int row, T record) {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).write(vectors.get(i), row, record);
        }
    }

    long bytes(T record) {
        long sum = 0;
        for (Column<T, ?> column : columns) {
            sum += column.bytes(record);
        }
        return sum;
    }

    T read(ArrowRow row) {
        return build.apply(row);
    }

    /** One column: its field, its kind, and where its value stands in a record. */
    private record Column<T, V>(Field field, ColumnKind<V> kind, Function<T, Optional<V>> getter) {
        void write(FieldVector vector, int row, T record) {
            getter.apply(record).ifPresentOrElse(value -> kind.set(vector, row, value), () -> vector.setNull(row));
        }

        long bytes(T record) {
            return 1 + getter.apply(record).map(kind::bytes).orElse(0L);
        }
    }

    /**
     * Collects columns in file order.
     *
     * @param <T> the record type
     */
    public static final class Builder<T> {
        private final String name;
        private final int version;
        private final List<Column<T, ?>> columns = new ArrayList<>();

        private Builder(String name, int version) {
            this.name = name;
            this.version = version;
        }

        /**
         * A utf8 column.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> text(String column, Function<T, String> getter) {
            return required(column, ColumnKinds.TEXT, getter);
        }

        /**
         * A utf8 column with nulls.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> optionalText(String column, Function<T, Optional<String>> getter) {
            return optional(column, ColumnKinds.TEXT, getter);
        }

        /**
         * An int64 column of Java ints.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> count(String column, ToIntFunction<T> getter) {
            return required(column, ColumnKinds.COUNT, r -> (long) getter.applyAsInt(r));
        }

        /**
         * An int64 column of Java ints with nulls.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> optionalCount(String column, Function<T, OptionalInt> getter) {
            return optional(column, ColumnKinds.COUNT, r -> boxed(getter.apply(r)));
        }

        /**
         * A float64 column with nulls.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> optionalNumber(String column, Function<T, OptionalDouble> getter) {
            return optional(column, ColumnKinds.NUMBER, r -> boxed(getter.apply(r)));
        }

        /**
         * A column of int32 lists: token ids.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> tokens(String column, Function<T, TokenSequence> getter) {
            return required(column, ColumnKinds.TOKENS, getter);
        }

        /**
         * A column of int32 lists with nulls.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> optionalTokens(String column, Function<T, Optional<TokenSequence>> getter) {
            return optional(column, ColumnKinds.TOKENS, getter);
        }

        /**
         * A column of float32 lists.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> floats(String column, Function<T, float[]> getter) {
            return required(column, ColumnKinds.FLOATS, getter);
        }

        /**
         * A column of bool lists.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> flags(String column, Function<T, boolean[]> getter) {
            return required(column, ColumnKinds.FLAGS, getter);
        }

        /**
         * A column of maps from utf8 to utf8.
         *
         * @param column its name
         * @param getter the value in a record
         * @return this builder
         */
        public Builder<T> textMap(String column, Function<T, Map<String, String>> getter) {
            return required(column, TextMapKind.INSTANCE, getter);
        }

        /**
         * Ends the schema.
         *
         * @param build makes a record of a row, asking for columns by name
         * @return the schema
         */
        public ArrowSchema<T> build(Function<ArrowRow, T> build) {
            return new ArrowSchema<>(name, version, columns, build);
        }

        private <V> Builder<T> required(String column, ColumnKind<V> kind, Function<T, V> getter) {
            return add(column, kind, false, record -> Optional.of(getter.apply(record)));
        }

        private <V> Builder<T> optional(String column, ColumnKind<V> kind, Function<T, Optional<V>> getter) {
            return add(column, kind, true, getter);
        }

        private <V> Builder<T> add(
                String column, ColumnKind<V> kind, boolean nullable, Function<T, Optional<V>> getter) {
            FieldType type = new FieldType(nullable, kind.type(), null);
            columns.add(new Column<>(new Field(column, type, kind.children()), kind, getter));
            return this;
        }

        private static Optional<Long> boxed(OptionalInt value) {
            return value.isPresent() ? Optional.of((long) value.getAsInt()) : Optional.empty();
        }

        private static Optional<Double> boxed(OptionalDouble value) {
            return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
        }
    }
}
