package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads simple commands: assignments, words and redirections. */
final class SimpleCommands {

    private static final Set<String> DECLARING = Set.of("export", "local", "readonly", "declare", "typeset");

    private final Cursor in;
    private final ShellParser parser;
    private final Blocks blocks;
    private final Compounds compounds;
    private final HereDocuments hereDocuments;

    SimpleCommands(Cursor in, ShellParser parser, Blocks blocks, Compounds compounds, HereDocuments hereDocuments) {
        this.in = in;
        this.parser = parser;
        this.blocks = blocks;
        this.compounds = compounds;
        this.hereDocuments = hereDocuments;
    }

    /** The one that stands here, or the word of the grammar. */
    void read() {
        List<Assignment> assignments = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        List<Redirect> redirects = new ArrayList<>();
        int end = in.offset();
        int begin = in.offset();
        while (!in.ended()) {
            in.skipBlanks();
            char c = in.here();
            if (in.ended() || c == '\n' || c == ';' || c == '|' || c == ')' || c == '&' && in.ahead(1) != '>') {
                break;
            }
            if (c == '(' && !words.isEmpty()) {
                if (words.size() == 1 && function(words.get(0))) {
                    return;
                }
                in.at++;
                continue;
            }
            if (c == '(') {
                break;
            }
            if (redirect(redirects)) {
                continue;
            }
            if (words.isEmpty() && assignment(assignments)) {
                end = in.offset();
                continue;
            }
            List<Word> read = new WordReader(in, parser).read();
            if (words.isEmpty() && assignments.isEmpty() && read.size() == 1 && compounds.keyword(read.get(0))) {
                return;
            }
            words.addAll(read);
            end = in.offset();
        }
        add(assignments, words, redirects, begin, end);
    }

    private void add(List<Assignment> assignments, List<Word> words, List<Redirect> redirects, int begin, int end) {
        if (assignments.isEmpty() && words.isEmpty() && redirects.isEmpty()) {
            return;
        }
        if (words.isEmpty()) {
            assignments.forEach(parser.variables()::assign);
        } else if (DECLARING.contains(words.get(0).value())) {
            words.forEach(this::declare);
        }
        int from = words.isEmpty() ? begin : words.get(0).from();
        blocks.add(assignments, words, redirects, from, Math.max(from, end));
    }

    private void declare(Word word) {
        int sign = word.value().indexOf('=');
        if (sign > 0) {
            parser.variables()
                    .set(word.value().substring(0, sign), List.of(word.value().substring(sign + 1)));
        }
    }

    private boolean function(Word name) {
        if (in.ahead(1) != ')') {
            return false;
        }
        in.at += 2;
        blocks.await(name.value());
        return true;
    }

    private boolean assignment(List<Assignment> assignments) {
        if (!Cursor.isNameStart(in.here())) {
            return false;
        }
        int length = 1;
        while (Cursor.isName(in.ahead(length))) {
            length++;
        }
        boolean append = in.ahead(length) == '+' && in.ahead(length + 1) == '=';
        if (in.ahead(length) != '=' && !append) {
            return false;
        }
        String name = in.text(in.at, in.at + length);
        int place = in.offset();
        in.at += length + (append ? 2 : 1);
        if (in.here() == '(') {
            array(name, append);
            assignments.clear();
            return true;
        }
        List<Word> value = new WordReader(in, parser).read();
        boolean unknown = value.stream().anyMatch(Word::unknown);
        String text = String.join(" ", value.stream().map(Word::value).toList());
        if (append) {
            parser.variables().append(name, List.of(text), false);
        } else {
            assignments.add(new Assignment(name, new Word(Traced.at(text, place), place, in.offset(), true, unknown)));
        }
        return true;
    }

    private void array(String name, boolean append) {
        in.at++;
        List<String> elements = new ArrayList<>();
        while (!in.ended() && in.here() != ')') {
            int before = in.at;
            in.skipBlanks();
            if (in.here() == '\n') {
                in.at++;
            } else if (in.here() != ')') {
                new WordReader(in, parser).read().forEach(word -> elements.add(word.value()));
                in.at += in.at == before ? 1 : 0;
            }
        }
        in.at++;
        if (append) {
            parser.variables().append(name, elements, true);
        } else {
            parser.variables().set(name, elements);
        }
    }

    private boolean redirect(List<Redirect> redirects) {
        int digits = 0;
        while (Character.isDigit(in.ahead(digits))) {
            digits++;
        }
        char c = in.ahead(digits);
        boolean both = digits == 0 && c == '&' && in.ahead(1) == '>';
        if (c != '<' && c != '>' && !both) {
            return false;
        }
        in.at += digits;
        if (in.here() != '&' && in.ahead(1) == '(') {
            in.at += 2;
            parser.substitution();
            in.at += in.here() == ')' ? 1 : 0;
            return true;
        }
        int begin = in.at;
        while ("<>&|-".indexOf(in.here()) >= 0 && in.here() != 0 && in.at - begin < 3) {
            in.at++;
        }
        String operator = in.text(begin, in.at);
        in.skipBlanks();
        if (operator.equals("<<") || operator.equals("<<-")) {
            hereDocuments.announce(operator, redirects);
        } else {
            List<Word> target = new WordReader(in, parser).read();
            redirects.add(new Redirect(operator, target.isEmpty() ? null : target.get(0), null));
        }
        return true;
    }
}
