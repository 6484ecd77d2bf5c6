package io.github.dbguard.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Cells in columns, for a log: figures to the right, words to the left. */
final class Columns {

    private Columns() {}

    /**
     * @param headings one a column
     * @param figures those of the headings whose columns hold figures
     * @param rows each with as many cells as there are headings
     * @return a line for the headings, and one a row
     */
    static List<String> align(List<String> headings, Set<String> figures, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(rows);
        all.add(0, headings);
        int[] widths = IntStream.range(0, headings.size())
                .map(column -> all.stream()
                        .mapToInt(row -> width(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
        return all.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(column ->
                                padded(row.get(column), widths[column], figures.contains(headings.get(column))))
                        .collect(Collectors.joining(" | "))
                        .stripTrailing())
                .toList();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String padded(String cell, int width, boolean figure) {
        String space = " ".repeat(width - width(cell));
        return figure ? space + cell : cell + space;
    }
}
