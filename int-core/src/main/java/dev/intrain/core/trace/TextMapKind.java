package dev.intrain.core.trace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** A column of text-to-text maps, entries in the order of their keys so that equal rows give equal bytes. */
final class TextMapKind implements ColumnKind<Map<String, String>> {
    static final TextMapKind INSTANCE = new TextMapKind();

    private TextMapKind() {}

    @Override
    public ArrowType type() {
        return new ArrowType.Map(true);
    }

    @Override
    public List<Field> children() {
        Field key = new Field(MapVector.KEY_NAME, FieldType.notNullable(ArrowType.Utf8.INSTANCE), List.of());
        Field value = new Field(MapVector.VALUE_NAME, FieldType.notNullable(ArrowType.Utf8.INSTANCE), List.of());
        return List.of(new Field(
                MapVector.DATA_VECTOR_NAME, FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(key, value)));
    }

    @Override
    public void set(FieldVector vector, int row, Map<String, String> value) {
        MapVector map = (MapVector) vector;
        StructVector entries = (StructVector) map.getDataVector();
        int at = map.startNewValue(row);
        for (Map.Entry<String, String> entry : new TreeMap<>(value).entrySet()) {
            entries.setIndexDefined(at);
            ColumnKinds.TEXT.set(entries.getChild(MapVector.KEY_NAME), at, entry.getKey());
            ColumnKinds.TEXT.set(entries.getChild(MapVector.VALUE_NAME), at, entry.getValue());
            at++;
        }
        map.endValue(row, value.size());
    }

    @Override
    public Map<String, String> get(FieldVector vector, int row) {
        MapVector map = (MapVector) vector;
        StructVector entries = (StructVector) map.getDataVector();
        Map<String, String> out = new LinkedHashMap<>();
        for (int at = map.getElementStartIndex(row); at < map.getElementEndIndex(row); at++) {
            out.put(
                    ColumnKinds.TEXT.get(entries.getChild(MapVector.KEY_NAME), at),
                    ColumnKinds.TEXT.get(entries.getChild(MapVector.VALUE_NAME), at));
        }
        return out;
    }

    @Override
    public long bytes(Map<String, String> value) {
        return 4
                + value.entrySet().stream()
                        .mapToLong(e -> 9L + e.getKey().length() + e.getValue().length())
                        .sum();
    }
}
