package io.github.dbguard.scan.shell;

import java.util.ArrayList;
import java.util.List;

/** Reads the words that a shell's own grammar is made of: {@code if}, {@code for}, {@code case} and the like. */
final class Compounds {

    private final Cursor in;
    private final ShellParser parser;
    private final Blocks blocks;

    Compounds(Cursor in, ShellParser parser, Blocks blocks) {
        this.in = in;
        this.parser = parser;
        this.blocks = blocks;
    }

    /** @return whether the word is one of the grammar's own, and has done what it does */
    boolean keyword(Word word) {
        if (word.quoted()) {
            return false;
        }
        switch (word.value()) {
            case "if", "while", "until" -> {
                blocks.push(Frame.Kind.of(word.value()));
                blocks.top().testing = true;
            }
            case "elif" -> testing(true);
            case "then", "do", "else" -> testing(false);
            case "fi" -> blocks.pop(Frame.Kind.IF);
            case "done" -> blocks.pop(Frame.Kind.LOOP);
            case "esac" -> blocks.pop(Frame.Kind.CASE);
            case "}" -> blocks.pop(Frame.Kind.GROUP);
            case "{" -> blocks.push(Frame.Kind.GROUP);
            case "!" -> {}
            case "for", "select" -> loop();
            case "case" -> choice();
            case "function" -> {
                in.skipBlanks();
                List<Word> name = new WordReader(in, parser).read();
                blocks.await(name.isEmpty() ? null : name.get(0).value());
                in.skipBlanks();
                if (in.here() == '(' && in.ahead(1) == ')') {
                    in.at += 2;
                }
            }
            case "[[" -> test(word);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The pattern of a case, which stands here. */
    void pattern() {
        if (in.here() == '\n' || in.here() == '(') {
            in.at++;
            return;
        }
        int before = in.at;
        List<Word> words = new WordReader(in, parser).read();
        if (words.size() == 1 && words.get(0).is("esac") && !words.get(0).quoted()) {
            blocks.pop(Frame.Kind.CASE);
        } else if (in.here() == ')') {
            in.at++;
            blocks.top().atPattern = false;
            blocks.endChain();
        } else if (in.at == before) {
            in.at++;
        }
    }

    private void testing(boolean testing) {
        Frame top = blocks.top();
        if (top != null) {
            top.testing = testing;
        }
        blocks.endChain();
    }

    private void loop() {
        in.skipBlanks();
        List<Word> name = new WordReader(in, parser).read();
        in.skipBlanks();
        List<Word> values = new ArrayList<>();
        if (in.here() == '(') {
            in.at = Math.min(in.find(';'), in.find('\n'));
        } else if (in.sees("in") && !Cursor.isName(in.ahead(2))) {
            in.at += 2;
            in.skipBlanks();
            while (!in.ended() && "\n;&|)".indexOf(in.here()) < 0) {
                int before = in.at;
                values.addAll(new WordReader(in, parser).read());
                in.at += in.at == before ? 1 : 0;
                in.skipBlanks();
            }
        }
        if (!name.isEmpty() && values.size() == 1 && !values.get(0).unknown()) {
            parser.variables().set(name.get(0).value(), List.of(values.get(0).value()));
        }
        blocks.push(Frame.Kind.LOOP);
    }

    private void choice() {
        in.skipBlanks();
        Word tested = null;
        for (Word word : new WordReader(in, parser).read()) {
            tested = word;
        }
        in.skipBlanks();
        if (in.sees("in")) {
            in.at += 2;
        }
        blocks.push(Frame.Kind.CASE);
        blocks.top().atPattern = true;
        if (tested != null) {
            blocks.top().tests.add(Command.of(List.of(tested)));
        }
    }

    /** {@code [[ … ]]}, in which signs are words. */
    private void test(Word opening) {
        List<Word> words = new ArrayList<>(List.of(opening));
        while (!in.ended() && in.here() != '\n') {
            in.skipBlanks();
            int before = in.at;
            List<Word> read = new WordReader(in, parser).read();
            words.addAll(read);
            if (read.size() == 1 && read.get(0).is("]]")) {
                break;
            }
            in.at += in.at == before ? 1 : 0;
        }
        blocks.add(List.of(), words, List.of(), opening.from(), Math.max(opening.from(), in.offset()));
    }
}
