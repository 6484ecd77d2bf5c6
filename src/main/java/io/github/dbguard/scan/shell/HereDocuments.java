package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;

/** The here-documents of a line: announced in it, they stand behind it. */
final class HereDocuments {

    private record Awaited(List<Redirect> redirects, int index, String delimiter, boolean literal, boolean tabs) {}

    private final Cursor in;
    private final ShellParser parser;
    private final List<Awaited> awaited = new ArrayList<>();

    HereDocuments(Cursor in, ShellParser parser) {
        this.in = in;
        this.parser = parser;
    }

    /** The delimiter stands here. */
    void announce(String operator, List<Redirect> redirects) {
        int before = in.at;
        StringBuilder delimiter = new StringBuilder();
        boolean literal = false;
        while (!in.ended() && !Cursor.isBlank(in.here()) && "\n;&|<>()".indexOf(in.here()) < 0) {
            char c = in.here();
            literal |= c == '\'' || c == '"' || c == '\\';
            if (c != '\'' && c != '"' && c != '\\') {
                delimiter.append(c);
            }
            in.at++;
        }
        Word word = Word.of(in.source.slice(before, in.at));
        awaited.add(new Awaited(redirects, redirects.size(), delimiter.toString(), literal, operator.equals("<<-")));
        redirects.add(new Redirect(operator, word, Traced.at("", word.from())));
    }

    /** A line has ended: reads the bodies of those that it announced. */
    void read() {
        for (Awaited each : List.copyOf(awaited)) {
            Traced body = body(each);
            Redirect announced = each.redirects().get(each.index());
            each.redirects()
                    .set(
                            each.index(),
                            new Redirect(
                                    announced.operator(),
                                    announced.target(),
                                    each.literal() ? body : parser.expanded(body)));
        }
        awaited.clear();
    }

    private Traced body(Awaited document) {
        Traced.Builder body = Traced.builder();
        while (!in.ended()) {
            int end = in.find('\n');
            String line = in.text(in.at, end);
            if ((document.tabs() ? line.strip() : line.stripTrailing()).equals(document.delimiter())) {
                in.at = Math.min(end + 1, in.length());
                return body.build();
            }
            int from = in.at;
            while (document.tabs() && from < end && line.charAt(from - in.at) == '\t') {
                from++;
            }
            body.add(in.source.slice(from, Math.min(end + 1, in.length())));
            in.at = Math.min(end + 1, in.length());
        }
        parser.problem(
                "the here-document " + document.delimiter() + " is not closed",
                document.redirects().get(document.index()).target().from());
        return body.build();
    }
}
