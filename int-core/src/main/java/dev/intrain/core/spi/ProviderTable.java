package dev.intrain.core.spi;

import dev.intrain.api.spi.Availability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The table of providers, as rows and as text. */
final class ProviderTable {
    private ProviderTable() {}

    static List<ProviderRow> rows(List<Found> found) {
        List<ProviderRow> rows = new ArrayList<>();
        for (Service service : services()) {
            found.stream()
                    .filter(one -> one.service().equals(service))
                    .map(one -> row(one, found))
                    .sorted(Comparator.comparing(ProviderRow::id).thenComparing(ProviderRow::jar))
                    .forEach(rows::add);
        }
        return List.copyOf(rows);
    }

    private static List<Service> services() {
        List<Service> all = new ArrayList<>(Service.ALL);
        all.add(Service.ANY);
        return all;
    }

    private static ProviderRow row(Found one, List<Found> all) {
        String service = one.service().noun();
        String jar = one.origin().name();
        return switch (one) {
            case Found.Unloadable lost ->
                new ProviderRow(service, lost.className(), "", jar, ProviderState.BROKEN, lost.reason());
            case Found.Loaded loaded -> {
                String others = others(loaded, all);
                yield others.isEmpty()
                        ? new ProviderRow(
                                service, loaded.id(), loaded.description(), jar, state(loaded), Refusals.whyOut(loaded))
                        : new ProviderRow(
                                service,
                                loaded.id(),
                                loaded.description(),
                                jar,
                                ProviderState.DUPLICATE,
                                "the id is claimed by " + others + " too");
            }
        };
    }

    private static String others(Found.Loaded loaded, List<Found> all) {
        return all.stream()
                .filter(other -> !other.equals(loaded)
                        && other instanceof Found.Loaded same
                        && same.service().equals(loaded.service())
                        && same.id().equals(loaded.id()))
                .map(other -> other.className() + " in " + other.origin().where())
                .collect(Collectors.joining(" and "));
    }

    private static ProviderState state(Found one) {
        return switch (one.availability()) {
            case Availability.Available() -> ProviderState.AVAILABLE;
            case Availability.Unavailable why -> ProviderState.UNAVAILABLE;
            case Availability.Broken why -> ProviderState.BROKEN;
        };
    }

    static String text(List<ProviderRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("SERVICE", "ID", "FROM", "STATE", "DESCRIPTION"));
        for (ProviderRow row : rows) {
            String words = row.reason().isEmpty() ? row.description() : row.reason();
            cells.add(List.of(
                    row.service(), row.id(), row.jar(), row.availability().word(), words));
        }
        int[] widths = new int[4];
        for (List<String> line : cells) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        return cells.stream().map(line -> aligned(line, widths)).collect(Collectors.joining("\n"));
    }

    private static String aligned(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = line.get(column);
            text.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
        }
        return text.append(line.getLast()).toString().stripTrailing();
    }
}
