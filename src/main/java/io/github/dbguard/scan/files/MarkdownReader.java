package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.text.Traced;
import io.github.dbguard.scan.tree.Contents;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
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

    private static final Parser PARSER = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
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
        private final String[] headings = new String[7];

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
            headings[heading.getLevel()] = text(heading);
            for (int level = heading.getLevel() + 1; level < headings.length; level++) {
                headings[level] = null;
            }
        }

        private boolean underProhibition(Node node) {
            for (String heading : headings) {
                if (heading != null && Prose.forbidsBelow(heading)) {
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
            boolean suspicious = Contents.isSuspicious(block.getLiteral(), false);
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
            if (!Contents.isSuspicious(text(paragraph), false) || underProhibition(paragraph)) {
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
                if (command && !TELLING.matcher(line.text()).matches() && !Prose.forbids(text(paragraph))) {
                    found.shell(line.text().startsWith("$ ") ? line.slice(2) : line, place, Map.of());
                }
            }
            visitChildren(paragraph);
        }

        @Override
        public void visit(Code code) {
            Block block = block(code);
            if (code.getSourceSpans().isEmpty()
                    || block == null
                    || block.getSourceSpans().isEmpty()) {
                return;
            }
            SourceSpan span = code.getSourceSpans().get(0);
            SourceSpan first = block.getSourceSpans().get(0);
            SourceSpan last = block.getSourceSpans().get(block.getSourceSpans().size() - 1);
            String all = file.text();
            int end = span.getInputIndex() + span.getLength();
            String before = before(all.substring(
                    Math.max(span.getInputIndex() - WINDOW, Math.min(first.getInputIndex(), span.getInputIndex())),
                    span.getInputIndex()));
            String after = after(all.substring(
                    Math.min(end, all.length()),
                    Math.min(
                            Math.min(end + WINDOW, all.length()),
                            Math.max(end, last.getInputIndex() + last.getLength()))));
            Traced raw = file.slice(span.getInputIndex(), Math.min(end, all.length()));
            int ticks = 0;
            while (ticks < raw.length() && raw.charAt(ticks) == '`') {
                ticks++;
            }
            Traced text =
                    raw.slice(ticks, Math.max(ticks, raw.length() - ticks)).strip();
            if (text.length() > 0 && Prose.advises(before, after)) {
                Matcher setting = SETTING.matcher(text.text());
                if (setting.matches()) {
                    found.setting(setting.group(1), text.slice(setting.start(2)), place);
                } else if (SQL.matcher(text.text()).matches()) {
                    found.sql(text, place);
                } else {
                    found.shell(text.text().startsWith("$ ") ? text.slice(2) : text, place, Map.of());
                }
            }
        }

        private static Block block(Node node) {
            for (Node each = node.getParent(); each != null; each = each.getParent()) {
                if (each instanceof Block block) {
                    return block;
                }
            }
            return null;
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
