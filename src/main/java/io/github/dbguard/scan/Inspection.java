package io.github.dbguard.scan;

import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.commands.Sink;
import io.github.dbguard.scan.commands.Unwrap;
import io.github.dbguard.scan.files.FileKind;
import io.github.dbguard.scan.files.Found;
import io.github.dbguard.scan.files.Method;
import io.github.dbguard.scan.files.Service;
import io.github.dbguard.scan.rules.About;
import io.github.dbguard.scan.rules.CallRule;
import io.github.dbguard.scan.rules.ImageRule;
import io.github.dbguard.scan.rules.InitRule;
import io.github.dbguard.scan.rules.MethodRule;
import io.github.dbguard.scan.rules.Rules;
import io.github.dbguard.scan.rules.SequenceRule;
import io.github.dbguard.scan.rules.SettingRule;
import io.github.dbguard.scan.rules.SqlRule;
import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.ShellParser;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.sql.SqlScript;
import io.github.dbguard.scan.sql.Statement;
import io.github.dbguard.scan.text.Lines;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds one file against all rules. */
final class Inspection implements Found, Sink {

    private static final int SHOWN = 200;
    private static final int LONG_LINE = 500;
    private static final int REMEMBERED = 300;
    private static final List<String> ASKS =
            List.of("--help", "--dry-run", "--dry-run=client", "--dry-run=server", "-WhatIf");

    private final String path;
    private final Lines lines;
    private final Repository repository;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final List<Call> calls = new ArrayList<>();
    private String problem;
    private String remark;

    private Inspection(String path, Lines lines, Repository repository) {
        this.path = path;
        this.lines = lines;
        this.repository = repository;
    }

    /**
     * What a file holds.
     *
     * @param findings in the file's order
     * @param unread why not all of it could be read
     * @param remark how it was read, where people should know
     */
    record Result(List<Finding> findings, Optional<Unread> unread, Optional<String> remark) {}

    static Result of(String path, FileKind kind, String text, Lines lines) {
        return of(path, kind, text, lines, Repository.NOTHING_KNOWN);
    }

    /** @param repository what other files say */
    static Result of(String path, FileKind kind, String text, Lines lines, Repository repository) {
        Inspection inspection = new Inspection(path, lines, repository);
        kind.read(repository.place(path), text, inspection);
        List<Finding> sorted = inspection.findings.stream()
                .sorted(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column))
                .toList();
        return new Result(
                sorted,
                Optional.ofNullable(inspection.problem).map(why -> new Unread(path, why)),
                Optional.ofNullable(inspection.remark));
    }

    @Override
    public void shell(Traced script, Place place, Map<String, String> variables) {
        Script parsed = ShellParser.parse(script, variables);
        script(isForShell(script, place) ? parsed : new Script(parsed.commands(), parsed.functions(), null), place);
    }

    /** What a page quotes need not be whole; nor is all that a program gives to some "run" a command. */
    private static boolean isForShell(Traced script, Place place) {
        return switch (place.kind()) {
            case DOCS, CODE -> false;
            default -> true;
        };
    }

    @Override
    public void script(Script script, Place place) {
        Unwrap.script(script, place, this);
    }

    @Override
    public void words(List<Word> words, Place place) {
        Unwrap.words(words, place, this);
    }

    @Override
    public void call(Call call) {
        if (call.words().stream().anyMatch(word -> ASKS.contains(word.value()))) {
            return;
        }
        for (CallRule rule : Rules.CALLS) {
            boolean containers = call.docker().isPresent();
            Place place = rule.isElsewhere() ? call.place().onRemote() : call.place();
            rule.danger(call)
                    .ifPresent(
                            what -> report(rule.about(), what, place, call.from(), call.to(), call.text(), containers));
        }
        for (SequenceRule rule : Rules.SEQUENCES) {
            rule.danger(call, calls)
                    .ifPresent(what ->
                            report(rule.about(), what, call.place(), call.from(), call.to(), call.text(), true));
        }
        calls.add(call);
        if (calls.size() > REMEMBERED) {
            calls.remove(0);
        }
        for (Word word : call.words()) {
            argument(word, call.place());
        }
    }

    /** {@code --spring.jpa.hibernate.ddl-auto=create}. */
    private void argument(Word word, Place place) {
        String value = word.value();
        int sign = value.indexOf('=');
        if (sign > 2 && value.startsWith("-")) {
            String key = value.substring(value.startsWith("--") ? 2 : value.startsWith("-D") ? 2 : 1, sign);
            setting(key, word.text().slice(sign + 1), place);
        }
    }

    @Override
    public void sql(Traced sql, Place place, Command command) {
        sql(sql, place);
    }

    @Override
    public void sql(Traced sql, Place place) {
        initialisation(sql, place);
        for (Statement statement : SqlScript.statements(sql)) {
            for (SqlRule rule : Rules.SQL) {
                rule.danger(statement)
                        .ifPresent(what -> report(
                                rule.about(), what, place, statement.from(), statement.to(), statement.text(), false));
            }
        }
    }

    private void initialisation(Traced sql, Place place) {
        if (place.kind() != Place.Kind.SQL || !repository.isInitScript(path)) {
            return;
        }
        for (Statement statement : SqlScript.statements(sql)) {
            for (InitRule rule : Rules.INITS) {
                rule.danger(statement, repository.hasMigrations())
                        .ifPresent(what -> report(
                                rule.about(), what, place, statement.from(), statement.to(), statement.text(), false));
            }
        }
    }

    @Override
    public void setting(String key, Traced value, Place place) {
        for (SettingRule rule : Rules.SETTINGS) {
            boolean secret = key.toLowerCase(java.util.Locale.ROOT).contains("password");
            String shown = key + "=" + (secret ? "…" : value.text());
            rule.danger(key, value.text(), place)
                    .ifPresent(what -> report(
                            rule.about(), what, place, value.offset(0), value.offset(value.length()), shown, false));
        }
    }

    @Override
    public void method(Method method, Place place) {
        for (MethodRule rule : Rules.METHODS) {
            rule.danger(method)
                    .ifPresent(what ->
                            report(rule.about(), what, place, method.from(), method.to(), method.text(), false));
        }
    }

    @Override
    public void service(Service service, Place place) {
        image(service, place);
        for (var rule : Rules.SERVICES) {
            rule.danger(service)
                    .ifPresent(wrong -> report(
                            rule.about(),
                            wrong.sentence(),
                            place,
                            wrong.at().offset(0),
                            wrong.at().offset(wrong.at().length()),
                            service.name() + ": " + wrong.at(),
                            false));
        }
    }

    private void image(Service service, Place place) {
        String before = repository.imageBefore(path, service.name().text());
        for (ImageRule rule : Rules.IMAGES) {
            if (service.image() != null) {
                Traced image = service.image();
                rule.danger(image.text(), before)
                        .ifPresent(what -> report(
                                rule.about(),
                                what,
                                place,
                                image.offset(0),
                                image.offset(image.length()),
                                service.name() + ": " + image,
                                false));
            }
        }
    }

    @Override
    public void remark(String said) {
        remark = remark == null ? path + ": " + said + "." : remark;
    }

    @Override
    public void unread(Script.Problem of) {
        unread(of.what() + " (opened in line " + lines.line(of.opened()) + ")");
    }

    @Override
    public void unread(String why) {
        if (problem == null) {
            problem = why;
        }
    }

    private void report(About about, String what, Place place, int from, int to, String command, boolean containers) {
        if (!seen.add(about.id() + ":" + from)) {
            return;
        }
        Severity severity = Gravity.of(about.severity(), place, containers);
        int end = Math.max(from, to);
        String shown = command.length() > SHOWN ? command.substring(0, SHOWN) + "…" : command;
        findings.add(new Finding(
                about.id(),
                severity,
                path,
                lines.line(from),
                lines.column(from),
                lines.line(end),
                lines.column(end),
                what,
                about.mend(),
                Secrets.masked(shown),
                excerpt(from)));
    }

    /** The line; of a long one, what follows behind a mark. */
    private String excerpt(int from) {
        int line = lines.line(from);
        int length = lines.end(line) - lines.start(line);
        String text = length <= LONG_LINE
                ? lines.text(line)
                : "…" + lines.text(from, Math.min(from + SHOWN, Math.max(from, lines.end(line))));
        return Secrets.masked(text);
    }
}
