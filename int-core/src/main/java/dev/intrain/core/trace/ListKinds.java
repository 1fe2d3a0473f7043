package dev.intrain.core.trace;

import dev.intrain.api.TokenSequence;
import java.util.List;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** The kinds of columns which hold one list a row: token ids (int32), log-probabilities (float32) and masks (bool). */
final class ListKinds {
    private ListKinds() {}

    /** A list column; subclasses move the items. */
    abstract static class OfList<V> implements ColumnKind<V> {
        private final ArrowType item;

        OfList(ArrowType item) {
            this.item = item;
        }

        @Override
        public final ArrowType type() {
            return ArrowType.List.INSTANCE;
        }

        @Override
        public final List<Field> children() {
            return List.of(new Field("item", FieldType.notNullable(item), List.of()));
        }

        @Override
        public final void set(FieldVector vector, int row, V value) {
            ListVector list = (ListVector) vector;
            int start = list.startNewValue(row);
            int length = length(value);
            store(list.getDataVector(), start, value);
            list.endValue(row, length);
        }

        @Override
        public final V get(FieldVector vector, int row) {
            ListVector list = (ListVector) vector;
            int start = list.getElementStartIndex(row);
            return fetch(list.getDataVector(), start, list.getElementEndIndex(row) - start);
        }

        abstract int length(V value);

        abstract void store(FieldVector items, int start, V value);

        abstract V fetch(FieldVector items, int start, int length);

        @Override
        public final long bytes(V value) {
            return 4L + 4L * length(value);
        }
    }

    static final class Tokens extends OfList<TokenSequence> {
        Tokens() {
            super(new ArrowType.Int(Integer.SIZE, true));
        }

        @Override
        int length(TokenSequence value) {
            return value.length();
        }

        @Override
        void store(FieldVector items, int start, TokenSequence value) {
            IntVector ids = (IntVector) items;
            for (int i = 0; i < value.length(); i++) {
                ids.setSafe(start + i, value.get(i));
            }
        }

        @Override
        TokenSequence fetch(FieldVector items, int start, int length) {
            IntVector ids = (IntVector) items;
            int[] out = new int[length];
            for (int i = 0; i < length; i++) {
                out[i] = ids.get(start + i);
            }
            return TokenSequence.of(out);
        }
    }

    static final class Floats extends OfList<float[]> {
        Floats() {
            super(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
        }

        @Override
        int length(float[] value) {
            return value.length;
        }

        @Override
        void store(FieldVector items, int start, float[] value) {
            Float4Vector floats = (Float4Vector) items;
            for (int i = 0; i < value.length; i++) {
                floats.setSafe(start + i, value[i]);
            }
        }

        @Override
        float[] fetch(FieldVector items, int start, int length) {
            Float4Vector floats = (Float4Vector) items;
            float[] out = new float[length];
            for (int i = 0; i < length; i++) {
                out[i] = floats.get(start + i);
            }
            return out;
        }
    }

    static final class Flags extends OfList<boolean[]> {
        Flags() {
            super(ArrowType.Bool.INSTANCE);
        }

        @Override
        int length(boolean[] value) {
            return value.length;
        }

        @Override
        void store(FieldVector items, int start, boolean[] value) {
            BitVector bits = (BitVector) items;
            for (int i = 0; i < value.length; i++) {
                bits.setSafe(start + i, value[i] ? 1 : 0);
            }
        }

        @Override
        boolean[] fetch(FieldVector items, int start, int length) {
            BitVector bits = (BitVector) items;
            boolean[] out = new boolean[length];
            for (int i = 0; i < length; i++) {
                out[i] = bits.get(start + i) != 0;
            }
            return out;
        }
    }
}
