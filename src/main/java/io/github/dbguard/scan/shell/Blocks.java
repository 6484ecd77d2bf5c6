package io.github.dbguard.scan.shell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** What is open around the next command of a script: what decides whether it runs, and what it reads. */
final class Blocks {

    private static final int DEEPEST = 240;
    /** As many tests and inputs are remembered for a command. */
    private static final int REMEMBERED = 24;

    private final List<Command> commands;
    private final Map<String, List<Command>> functions;
    private final Runnable tooDeep;
    private final Deque<Frame> frames = new ArrayDeque<>();
    /** What stands before the next command in its own list, and decides. */
    private List<Command> chain = new ArrayList<>();
    /** What the next command reads through a pipe. */
    private List<Command> input = List.of();
    /** The index of the first command of the pipeline that is being read. */
    private int segment;

    private String awaited;

    /**
     * @param commands of the script so far; those that follow are added
     * @param functions of the script so far; those that follow are added
     * @param tooDeep is run when no more blocks can be opened
     */
    Blocks(List<Command> commands, Map<String, List<Command>> functions, Runnable tooDeep) {
        this.commands = commands;
        this.functions = functions;
        this.tooDeep = tooDeep;
        this.segment = commands.size();
    }

    /** The innermost; null where none is open. */
    Frame top() {
        return frames.peek();
    }

    /** The next block is the body of this function. */
    void await(String function) {
        awaited = function;
    }

    /** Adds a command, which stands in all that is open. */
    void add(List<Assignment> assignments, List<Word> words, List<Redirect> redirects, int from, int to) {
        Command command = new Command(assignments, List.copyOf(words), redirects, input, tests(), from, to);
        input = List.of();
        commands.add(command);
        Frame top = frames.peek();
        if (top != null && top.testing && top.tests.size() < REMEMBERED) {
            top.tests.add(command);
        }
    }

    /** A bar: the next command reads what the last ones write. */
    void pipe() {
        input = last(commands.subList(Math.min(segment, commands.size()), commands.size()));
        segment = commands.size();
    }

    void continueChain() {
        chain.addAll(commands.subList(Math.min(segment, commands.size()), commands.size()));
        chain = new ArrayList<>(last(chain));
        segment = commands.size();
        input = List.of();
    }

    void endChain() {
        chain.clear();
        input = List.of();
        segment = commands.size();
    }

    void push(Frame.Kind kind) {
        if (frames.size() > DEEPEST) {
            tooDeep.run();
            return;
        }
        frames.push(new Frame(kind, tests(), List.copyOf(chain), commands.size(), awaited));
        awaited = null;
        chain = new ArrayList<>();
    }

    /** Closes the innermost frame of the kind, and what was left open in it. */
    void pop(Frame.Kind kind) {
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
    boolean isOpen(Frame.Kind kind) {
        for (Frame frame : frames) {
            if (frame.kind == kind || frame.kind == Frame.Kind.SUBSTITUTION) {
                return frame.kind == kind;
            }
        }
        return false;
    }

    /** @param inside reads the commands of a substitution, which are returned */
    List<Command> substitution(Runnable inside) {
        List<Command> outerChain = chain;
        List<Command> outerInput = input;
        int outerSegment = segment;
        int before = commands.size();
        frames.push(new Frame(Frame.Kind.SUBSTITUTION, tests(), List.of(), before, null));
        chain = new ArrayList<>();
        input = List.of();
        segment = before;
        inside.run();
        Frame closed;
        do {
            closed = frames.pop();
        } while (closed.kind != Frame.Kind.SUBSTITUTION);
        chain = outerChain;
        input = outerInput;
        segment = outerSegment;
        return List.copyOf(commands.subList(before, commands.size()));
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

    boolean atPattern() {
        Frame top = frames.peek();
        return top != null && top.kind == Frame.Kind.CASE && top.atPattern;
    }
}
