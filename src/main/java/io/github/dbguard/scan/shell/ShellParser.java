package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a script for a POSIX shell or bash: what commands it holds, in which order, behind which tests, fed by what. It
 * never gives up: what is not closed is told as a problem, and what was understood until then counts. Time is linear in
 * the length of the script.
 */
public final class ShellParser {

    private static final int DEEPEST = 60;

    private final Cursor in;
    private final Variables variables;
    private final List<Command> commands;
    private final Map<String, List<Command>> functions;
    private final HereDocuments hereDocuments;
    private final Blocks blocks;
    private final Compounds compounds;
    private final SimpleCommands simpleCommands;
    private Script.Problem problem;
    private int depth;

    private ShellParser(
            Traced source, Variables variables, List<Command> commands, Map<String, List<Command>> functions) {
        this.in = new Cursor(source);
        this.variables = variables;
        this.commands = commands;
        this.functions = functions;
        this.hereDocuments = new HereDocuments(in, this);
        this.blocks = new Blocks(commands, functions, () -> problem("it is nested too deep", in.offset()));
        this.compounds = new Compounds(in, this, blocks);
        this.simpleCommands = new SimpleCommands(in, this, blocks, compounds, hereDocuments);
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
            problem = new Script.Problem(what, offset);
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
        List<Command> inside = blocks.substitution(() -> list(true));
        shallower();
        return inside;
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
            if (blocks.atPattern()) {
                compounds.pattern();
                continue;
            }
            char c = in.here();
            if (c == ')' && inSubstitution && !blocks.isOpen(Frame.Kind.SUBSHELL)) {
                return;
            }
            if (!operator(c)) {
                simpleCommands.read();
            }
        }
    }

    /** @return whether one stood here, and was read */
    private boolean operator(char c) {
        switch (c) {
            case '\n' -> {
                in.at++;
                hereDocuments.read();
                blocks.endChain();
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
                blocks.pop(Frame.Kind.SUBSHELL);
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
            Frame top = blocks.top();
            if (top != null && top.kind == Frame.Kind.CASE) {
                top.atPattern = true;
            }
        }
        blocks.endChain();
    }

    private void ampersand() {
        in.at++;
        if (in.here() == '&') {
            in.at++;
            blocks.continueChain();
        } else {
            blocks.endChain();
        }
    }

    private void bar() {
        in.at++;
        if (in.here() == '|') {
            in.at++;
            blocks.continueChain();
            return;
        }
        if (in.here() == '&') {
            in.at++;
        }
        blocks.pipe();
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
        blocks.push(Frame.Kind.SUBSHELL);
    }
}
