package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a script for a POSIX shell or bash: what commands it holds, in which order, behind which tests, fed by what. It
 * never gives up: what is not closed is told as a problem, and what was understood until then counts. Time is linear in
 * the length of the script.
 */
public final class ShellParser {

    private static final int DEEPEST = 60;
    /** As many tests and inputs are remembered for a command. */
    private static final int REMEMBERED = 24;

    private static final Set<String> DECLARING = Set.of("export", "local", "readonly", "declare", "typeset");

    private final Cursor in;
    private final Variables variables;
    private final List<Command> commands;
    private final Map<String, List<Command>> functions;
    private final HereDocuments hereDocuments;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private List<Command> chain = new ArrayList<>();
    private List<Command> input = List.of();
    private int segment;
    private String awaited;
    private String problem;
    private int depth;

    private ShellParser(
            Traced source, Variables variables, List<Command> commands, Map<String, List<Command>> functions) {
        this.in = new Cursor(source);
        this.variables = variables;
        this.commands = commands;
        this.functions = functions;
        this.hereDocuments = new HereDocuments(in, this);
        this.segment = commands.size();
    }

    /** @param known variables from elsewhere */
    public static Script parse(Traced source, Map<String, String> known) {
        Variables variables = new Variables(known);
        if (source.text().indexOf('$') >= 0) {
            // Functions may use what is assigned further down.
            new ShellParser(source, variables, new ArrayList<>(), new HashMap<>()).list(false);
        }
        ShellParser parser = new ShellParser(source, variables, new ArrayList<>(), new HashMap<>());
        parser.list(false);
        return new Script(List.copyOf(parser.commands), Map.copyOf(parser.functions), parser.problem);
    }

    public static Script parse(Traced source) {
        return parse(source, Map.of());
    }

    Variables variables() {
        return variables;
    }

    /** The first one counts. */
    void problem(String what, int offset) {
        if (problem == null) {
            problem = what + " (opened at character " + (offset + 1) + ")";
        }
    }

    boolean deeper() {
        if (depth == DEEPEST) {
            problem("it is nested more than " + DEEPEST + " deep", in.offset());
            return false;
        }
        depth++;
        return true;
    }

    void shallower() {
        depth--;
    }

    /** Reads on up to the parenthesis that closes a substitution. Returns its commands. */
    List<Command> substitution() {
        if (!deeper()) {
            in.at = in.length();
            return List.of();
        }
        List<Command> guards = tests();
        List<Command> outerChain = chain;
        List<Command> outerInput = input;
        int outerSegment = segment;
        int before = commands.size();
        chain = new ArrayList<>();
        input = List.of();
        segment = before;
        frames.push(new Frame(Frame.Kind.SUBSTITUTION, guards, List.of(), before, null));
        list(true);
        Frame closed;
        do {
            closed = frames.pop();
        } while (closed.kind != Frame.Kind.SUBSTITUTION);
        chain = outerChain;
        input = outerInput;
        segment = outerSegment;
        shallower();
        return List.copyOf(commands.subList(before, commands.size()));
    }

    /** Reads a script within this one that has been unescaped. */
    void nested(Traced script) {
        if (deeper()) {
            ShellParser inner = new ShellParser(script, variables, commands, functions);
            inner.depth = depth;
            inner.list(false);
            if (inner.problem != null && problem == null) {
                problem = inner.problem;
            }
            shallower();
        }
    }

    /** The body of a here-document in which variables are put in. */
    Traced expanded(Traced body) {
        ShellParser inner = new ShellParser(body, variables, commands, functions);
        inner.depth = depth;
        return inner.deeper() ? new WordReader(inner.in, inner).readBody() : body;
    }

    /** The word in {@code ${NAME:-word}}. */
    Traced alternative(Traced word) {
        ShellParser inner = new ShellParser(word, variables, commands, functions);
        inner.depth = depth;
        Traced value = inner.deeper() ? new WordReader(inner.in, inner).readAlternative() : word;
        problem = problem == null ? inner.problem : problem;
        return value;
    }

    private void list(boolean inSubstitution) {
        while (true) {
            in.skipBlanks();
            if (in.ended()) {
                return;
            }
            if (atPattern()) {
                pattern();
                continue;
            }
            char c = in.here();
            if (c == ')' && inSubstitution && !isOpen(Frame.Kind.SUBSHELL)) {
                return;
            }
            if (!operator(c)) {
                command();
            }
        }
    }

    /** @return whether one stood here, and was read */
    private boolean operator(char c) {
        switch (c) {
            case '\n' -> {
                in.at++;
                hereDocuments.read();
                endChain();
            }
            case ';' -> semicolon();
            case '&' -> {
                if (in.ahead(1) == '>') {
                    return false;
                }
                ampersand();
            }
            case '|' -> bar();
            case '(' -> open();
            case ')' -> {
                in.at++;
                pop(Frame.Kind.SUBSHELL);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void semicolon() {
        in.at++;
        if (in.here() == ';' || in.here() == '&') {
            while (in.here() == ';' || in.here() == '&') {
                in.at++;
            }
            Frame top = frames.peek();
            if (top != null && top.kind == Frame.Kind.CASE) {
                top.atPattern = true;
            }
        }
        endChain();
    }

    private void ampersand() {
        in.at++;
        if (in.here() == '&') {
            in.at++;
            continueChain();
        } else {
            endChain();
        }
    }

    private void bar() {
        in.at++;
        if (in.here() == '|') {
            in.at++;
            continueChain();
            return;
        }
        if (in.here() == '&') {
            in.at++;
        }
        input = last(commands.subList(Math.min(segment, commands.size()), commands.size()));
        segment = commands.size();
    }

    private void open() {
        if (in.ahead(1) == '(') {
            int end = in.find('\n');
            int close = in.text(in.at, end).indexOf("))");
            if (close >= 0) {
                in.at += close + 2;
                return;
            }
        }
        in.at++;
        push(Frame.Kind.SUBSHELL);
    }

    private void continueChain() {
        chain.addAll(commands.subList(Math.min(segment, commands.size()), commands.size()));
        chain = new ArrayList<>(last(chain));
        segment = commands.size();
        input = List.of();
    }

    private void endChain() {
        chain.clear();
        input = List.of();
        segment = commands.size();
    }

    private void push(Frame.Kind kind) {
        if (frames.size() > 4 * DEEPEST) {
            problem("it is nested too deep", in.offset());
            return;
        }
        frames.push(new Frame(kind, tests(), List.copyOf(chain), commands.size(), awaited));
        awaited = null;
        chain = new ArrayList<>();
    }

    /** Closes the innermost frame of the kind, and what was left open in it. */
    private void pop(Frame.Kind kind) {
        if (!isOpen(kind)) {
            return;
        }
        Frame frame;
        do {
            frame = frames.pop();
        } while (frame.kind != kind);
        if (frame.function != null) {
            functions.put(frame.function, List.copyOf(commands.subList(frame.begin, commands.size())));
        }
        segment = Math.min(segment, frame.begin);
        chain = new ArrayList<>(frame.chain);
        input = List.of();
    }

    /** In this script or substitution, and not only around it. */
    private boolean isOpen(Frame.Kind kind) {
        for (Frame frame : frames) {
            if (frame.kind == kind || frame.kind == Frame.Kind.SUBSTITUTION) {
                return frame.kind == kind;
            }
        }
        return false;
    }

    /** What decides whether the next command runs. */
    private List<Command> tests() {
        List<Command> tests = new ArrayList<>();
        Frame top = frames.peek();
        if (top != null) {
            tests.addAll(top.guards);
            tests.addAll(top.tests);
        }
        tests.addAll(chain);
        return last(tests);
    }

    private static List<Command> last(List<Command> list) {
        return List.copyOf(list.subList(Math.max(0, list.size() - REMEMBERED), list.size()));
    }

    private boolean atPattern() {
        Frame top = frames.peek();
        return top != null && top.kind == Frame.Kind.CASE && top.atPattern;
    }

    private void pattern() {
        if (in.here() == '\n' || in.here() == '(') {
            in.at++;
            return;
        }
        int before = in.at;
        List<Word> words = new WordReader(in, this).read();
        if (words.size() == 1 && words.get(0).is("esac") && !words.get(0).quoted()) {
            pop(Frame.Kind.CASE);
        } else if (in.here() == ')') {
            in.at++;
            frames.peek().atPattern = false;
            endChain();
        } else if (in.at == before) {
            in.at++;
        }
    }

    private void command() {
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
            List<Word> read = new WordReader(in, this).read();
            if (words.isEmpty() && assignments.isEmpty() && read.size() == 1 && keyword(read.get(0))) {
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
            assignments.forEach(variables::assign);
        } else if (DECLARING.contains(words.get(0).value())) {
            words.forEach(this::declare);
        }
        List<Command> guards = tests();
        int from = words.isEmpty() ? begin : words.get(0).from();
        Command command =
                new Command(assignments, List.copyOf(words), redirects, input, guards, from, Math.max(from, end));
        input = List.of();
        commands.add(command);
        Frame top = frames.peek();
        if (top != null && top.testing && top.tests.size() < REMEMBERED) {
            top.tests.add(command);
        }
    }

    private void declare(Word word) {
        int sign = word.value().indexOf('=');
        if (sign > 0) {
            variables.set(word.value().substring(0, sign), List.of(word.value().substring(sign + 1)));
        }
    }

    /** @return whether the word is one of the grammar's own, and has done what it does */
    private boolean keyword(Word word) {
        if (word.quoted()) {
            return false;
        }
        switch (word.value()) {
            case "if", "while", "until" -> {
                push(Frame.Kind.of(word.value()));
                frames.peek().testing = true;
            }
            case "elif" -> testing(true);
            case "then", "do", "else" -> testing(false);
            case "fi" -> pop(Frame.Kind.IF);
            case "done" -> pop(Frame.Kind.LOOP);
            case "esac" -> pop(Frame.Kind.CASE);
            case "}" -> pop(Frame.Kind.GROUP);
            case "{" -> push(Frame.Kind.GROUP);
            case "!" -> {}
            case "for", "select" -> loop();
            case "case" -> choice();
            case "function" -> {
                in.skipBlanks();
                List<Word> name = new WordReader(in, this).read();
                awaited = name.isEmpty() ? null : name.get(0).value();
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

    private void testing(boolean testing) {
        Frame top = frames.peek();
        if (top != null) {
            top.testing = testing;
        }
        endChain();
    }

    private void loop() {
        in.skipBlanks();
        List<Word> name = new WordReader(in, this).read();
        in.skipBlanks();
        List<Word> values = new ArrayList<>();
        if (in.here() == '(') {
            in.at = Math.min(in.find(';'), in.find('\n'));
        } else if (in.sees("in") && !Cursor.isName(in.ahead(2))) {
            in.at += 2;
            in.skipBlanks();
            while (!in.ended() && "\n;&|)".indexOf(in.here()) < 0) {
                int before = in.at;
                values.addAll(new WordReader(in, this).read());
                in.at += in.at == before ? 1 : 0;
                in.skipBlanks();
            }
        }
        if (!name.isEmpty() && values.size() == 1 && !values.get(0).unknown()) {
            variables.set(name.get(0).value(), List.of(values.get(0).value()));
        }
        push(Frame.Kind.LOOP);
    }

    private void choice() {
        in.skipBlanks();
        Word tested = null;
        for (Word word : new WordReader(in, this).read()) {
            tested = word;
        }
        in.skipBlanks();
        if (in.sees("in")) {
            in.at += 2;
        }
        push(Frame.Kind.CASE);
        frames.peek().atPattern = true;
        if (tested != null) {
            frames.peek().tests.add(Command.of(List.of(tested)));
        }
    }

    /** {@code [[ … ]]}, in which signs are words. */
    private void test(Word opening) {
        List<Word> words = new ArrayList<>(List.of(opening));
        while (!in.ended() && in.here() != '\n') {
            in.skipBlanks();
            int before = in.at;
            List<Word> read = new WordReader(in, this).read();
            words.addAll(read);
            if (read.size() == 1 && read.get(0).is("]]")) {
                break;
            }
            in.at += in.at == before ? 1 : 0;
        }
        add(List.of(), words, List.of(), opening.from(), in.offset());
    }

    private boolean function(Word name) {
        if (in.ahead(1) != ')') {
            return false;
        }
        in.at += 2;
        awaited = name.value();
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
        List<Word> value = new WordReader(in, this).read();
        boolean unknown = value.stream().anyMatch(Word::unknown);
        String text = String.join(" ", value.stream().map(Word::value).toList());
        if (append) {
            variables.append(name, List.of(text), false);
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
                new WordReader(in, this).read().forEach(word -> elements.add(word.value()));
                in.at += in.at == before ? 1 : 0;
            }
        }
        in.at++;
        if (append) {
            variables.append(name, elements, true);
        } else {
            variables.set(name, elements);
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
            substitution();
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
            List<Word> target = new WordReader(in, this).read();
            redirects.add(new Redirect(operator, target.isEmpty() ? null : target.get(0), null));
        }
        return true;
    }
}
