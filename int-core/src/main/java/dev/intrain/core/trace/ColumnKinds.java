package dev.intrain.core.trace;

import dev.intrain.api.TokenSequence;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** The flat kinds of columns: utf8 text, int64 counts and float64 numbers; {@link ListKinds} has the others. */
final class ColumnKinds {
    static final ColumnKind<String> TEXT = new Text();
    static final ColumnKind<Long> COUNT = new Count();
    static final ColumnKind<Double> NUMBER = new Real();
    static final ColumnKind<TokenSequence> TOKENS = new ListKinds.Tokens();
    static final ColumnKind<float[]> FLOATS = new ListKinds.Floats();
    static final ColumnKind<boolean[]> FLAGS = new ListKinds.Flags();

    private ColumnKinds() {}

    private static final class Text implements ColumnKind<String> {
        @Override
        public ArrowType type() {
            return ArrowType.Utf8.INSTANCE;
        }

        @Override
        public void set(FieldVector vector, int row, String value) {
            ((VarCharVector) vector).setSafe(row, value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String get(FieldVector vector, int row) {
            return new String(((VarCharVector) vector).get(row), StandardCharsets.UTF_8);
        }

        @Override
        public long bytes(String value) {
            return 4L + value.length();
        }
    }

    private static final class Count implements ColumnKind<Long> {
        @Override
        public ArrowType type() {
            return new ArrowType.Int(Long.SIZE, true);
        }

        @Override
        public void set(FieldVector vector, int row, Long value) {
            ((BigIntVector) vector).setSafe(row, value);
        }

        @Override
        public Long get(FieldVector vector, int row) {
            return ((BigIntVector) vector).get(row);
        }

        @Override
        public long bytes(Long value) {
            return Long.BYTES;
        }
    }

    private static final class Real implements ColumnKind<Double> {
        @Override
        public ArrowType type() {
            return new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
        }

        @Override
        public void set(FieldVector vector, int row, Double value) {
            ((Float8Vector) vector).setSafe(row, value);
        }

        @Override
        public Double get(FieldVector vector, int row) {
            return ((Float8Vector) vector).get(row);
        }

        @Override
        public long bytes(Double value) {
            return Double.BYTES;
        }
    }
}
