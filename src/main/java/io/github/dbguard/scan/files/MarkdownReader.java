package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.text.Traced;
import io.github.dbguard.scan.tree.Words;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** What a page tells its reader to run, and not what it tells not to. */
final class MarkdownReader implements Reader {

    private static final Pattern COMMAND =
            Pattern.compile("(?:\\$ )?(?:sudo |\\w+=\\S+ )*(docker|docker-compose|podman|nerdctl|npx|npm|pnpm|yarn"
                    + "|bunx?|php|python3?|uv|poetry|rails|rake|bundle|bin/\\S+|prisma|flyway|liquibase|psql|dropdb|pg_restore|rm|git|ssh"
                    + "|railway|heroku|fly|kubectl|alembic|flask|mix|dotnet|supabase|sequelize|knex|typeorm|goose|migrate|dbmate"
                    + "|diesel|sqlx|compose|\\./\\S+)\\s+\\S.*");
    private static final Pattern SQL = Pattern.compile(
            "(?is)(drop\\s+(table|database|schema|owned)|truncate(?!\\s+table\\s*$)|delete\\s+from|update\\s+\\S+\\s+set|alter\\s+table)\\s+[^\\s…].*");
    private static final Pattern TELLING = Pattern.compile(
            "(?i).*\\b(the|is|are|will|would|deletes|removes|wipes|drops|destroys|erases|resets|kills|and then|because|which)\\b.*");

    /** {@code Stop: docker compose down}. */
    private static final Pattern LABEL = Pattern.compile("[\\p{L}][\\p{L}\\w /()'-]{0,40}:[ \\t]+(?=\\S)");

    private static final Pattern SETTING =
            Pattern.compile("(?:-D|--)?([\\w-]+(?:\\.[\\w-]+){2,}|[\\w.-]*ddl-auto)[=:]\\s*(\\S+)");
    private static final Pattern PRE = Pattern.compile("(?is)<pre[^>]*>\\s*(?:<code[^>]*>)?([^<]*)");

    /** As much of a paragraph on either side of a command says whether to run it. */
    private static final int WINDOW = 600;

    /** Finds blocks; what stands in a line is looked at where a paragraph holds a word of a command. */
    private static final Parser PARSER = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .inlineParserFactory(context -> (lines, block) -> {})
            .build();

    @Override
    public void read(Traced file, Place place, Found found) {
        new Walk(file, place, new WithoutProblems(found)).page();
    }

    /** One page. */
    private static final class Walk extends AbstractVisitor {

        private final Traced file;
        private final Place place;
        private final Found found;
        /** Which of the headings above forbid what stands below them, by their levels. */
        private final boolean[] forbidding = new boolean[7];

        Walk(Traced file, Place place, Found found) {
            this.file = file;
            this.place = place;
            this.found = found;
        }

        void page() {
            PARSER.parse(file.text()).accept(this);
        }

        @Override
        public void visit(Heading heading) {
            Arrays.fill(forbidding, heading.getLevel(), forbidding.length, false);
            forbidding[heading.getLevel()] = Prose.forbidsBelow(text(heading));
        }

        private boolean underProhibition(Node node) {
            for (boolean forbids : forbidding) {
                if (forbids) {
                    return true;
                }
            }
            for (Node each = node; each != null; each = each.getParent()) {
                Node before = each.getPrevious();
                if (before instanceof Paragraph) {
                    String sentence = lastSentence(text(before));
                    boolean leads = each == node || sentence.matches("(?s).*:[*_\\s]*");
                    if (leads && Prose.forbidsAfter(sentence)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private static String lastSentence(String text) {
            String[] sentences = text.strip().split("(?<=[.!?。])\\s+");
            return sentences[sentences.length - 1];
        }

        @Override
        public void visit(FencedCodeBlock block) {
            String info = block.getInfo() == null ? "" : block.getInfo().strip();
            String language = info.split("[\\s{,:]", 2)[0].toLowerCase(java.util.Locale.ROOT);
            boolean suspicious = Words.IN_PAGES.anyIn(block.getLiteral());
            if (suspicious && !block.getSourceSpans().isEmpty() && !underProhibition(block)) {
                CodeBlock.read(language, content(block), place, found);
            }
        }

        private Traced content(FencedCodeBlock block) {
            Traced.Builder content = Traced.builder();
            int last = block.getSourceSpans().size() - (block.getClosingFenceLength() == null ? 0 : 1);
            for (SourceSpan span : block.getSourceSpans().subList(1, Math.max(1, last))) {
                line(span, content);
            }
            return content.build();
        }

        private void line(SourceSpan span, Traced.Builder content) {
            int end = Math.min(file.length(), span.getInputIndex() + span.getLength());
            content.add(file.slice(span.getInputIndex(), end)).add('\n', end);
        }

        @Override
        public void visit(IndentedCodeBlock block) {
            if (!underProhibition(block)) {
                Traced.Builder content = Traced.builder();
                block.getSourceSpans().forEach(span -> line(span, content));
                CodeBlock.read("", content.build(), place, found);
            }
        }

        /** {@code <pre>} in a page is a block of code as well. */
        @Override
        public void visit(HtmlBlock block) {
            SourceSpan last = block.getSourceSpans().isEmpty()
                    ? null
                    : block.getSourceSpans().get(block.getSourceSpans().size() - 1);
            if (last == null || underProhibition(block)) {
                return;
            }
            int from = block.getSourceSpans().get(0).getInputIndex();
            int to = Math.min(file.length(), last.getInputIndex() + last.getLength());
            Matcher pre = PRE.matcher(file.text()).region(from, to);
            while (pre.find()) {
                CodeBlock.read("", file.slice(pre.start(1), pre.end(1)), place, found);
            }
        }

        @Override
        public void visit(Paragraph paragraph) {
            String text = text(paragraph);
            if (!Words.IN_PAGES.anyIn(text) || underProhibition(paragraph)) {
                return;
            }
            for (SourceSpan span : paragraph.getSourceSpans()) {
                Traced line = file.slice(
                                span.getInputIndex(), Math.min(file.length(), span.getInputIndex() + span.getLength()))
                        .strip();
                Matcher label = LABEL.matcher(line.text());
                boolean labelled = label.lookingAt() && line.text().indexOf(", ") < 0 && Prose.asks(label.group());
                line = labelled ? line.slice(label.end()) : line;
                boolean command =
                        COMMAND.matcher(line.text()).matches() && line.text().indexOf('`') < 0;
                if (command && !TELLING.matcher(line.text()).matches() && !Prose.forbids(text)) {
                    found.shell(line.text().startsWith("$ ") ? line.slice(2) : line, place, Map.of());
                }
            }
            Traced.Builder whole = Traced.builder();
            paragraph.getSourceSpans().forEach(span -> line(span, whole));
            codeSpans(whole.build());
        }

        private void codeSpans(Traced paragraph) {
            String all = paragraph.text();
            for (CodeSpans.Span span : CodeSpans.in(all)) {
                Traced inside = paragraph.slice(span.from() + span.ticks(), span.to() - span.ticks());
                Traced code = inside.masked(inside.text().replace('\n', ' ')).strip();
                if (Words.IN_PAGES.anyIn(code.text()) && isAdvised(all, span)) {
                    advised(code);
                }
            }
        }

        private static boolean isAdvised(String paragraph, CodeSpans.Span span) {
            String before = paragraph.substring(Math.max(0, span.from() - WINDOW), span.from());
            String after = paragraph.substring(span.to(), Math.min(paragraph.length(), span.to() + WINDOW));
            return Prose.advises(before(before), after(after));
        }

        private void advised(Traced code) {
            Matcher setting = SETTING.matcher(code.text());
            if (setting.matches()) {
                found.setting(setting.group(1), code.slice(setting.start(2)), place);
            } else if (SQL.matcher(code.text()).matches()) {
                found.sql(code, place);
            } else {
                found.shell(code.text().startsWith("$ ") ? code.slice(2) : code, place, Map.of());
            }
        }

        private String text(Node node) {
            StringBuilder text = new StringBuilder();
            node.getSourceSpans()
                    .forEach(span -> text.append(
                                    file.text(), span.getInputIndex(), span.getInputIndex() + span.getLength())
                            .append('\n'));
            return text.toString();
        }

        /** The part of a sentence that leads to here; of a table, of its row. */
        private static String before(String text) {
            String[] rows = text.split("\n(?=\\s*\\|)");
            String row = rows[rows.length - 1];
            String[] sentences = row.split("(?<=[.!?。;])\\s+");
            return sentences.length == 0 || row.matches("(?s).*[.!?。;]\\s+") ? "" : sentences[sentences.length - 1];
        }

        private static String after(String text) {
            String row = text.split("\n(?=\\s*\\|)", 2)[0];
            return row.split("(?<=[.!?。;])\\s+", 2)[0];
        }
    }
}
