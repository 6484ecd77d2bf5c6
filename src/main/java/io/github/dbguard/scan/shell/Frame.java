package io.github.dbguard.scan.shell;

import java.util.ArrayList;
import java.util.List;

/** A compound command that is open: what decides whether its commands run. */
final class Frame {

    enum Kind {
        IF,
        LOOP,
        CASE,
        GROUP,
        SUBSHELL,
        SUBSTITUTION;

        static Kind of(String keyword) {
            return keyword.equals("if") ? IF : LOOP;
        }
    }

    final Kind kind;
    /** What decided outside of it. */
    final List<Command> guards;
    /** What stands before it in its own list. */
    final List<Command> chain;
    /** Its own tests. */
    final List<Command> tests = new ArrayList<>();
    /** The index of its first command. */
    final int begin;
    /** The name of the function whose body it is; else null. */
    final String function;

    boolean testing;
    boolean atPattern;

    Frame(Kind kind, List<Command> guards, List<Command> chain, int begin, String function) {
        this.kind = kind;
        this.guards = guards;
        this.chain = chain;
        this.begin = begin;
        this.function = function;
    }
}
