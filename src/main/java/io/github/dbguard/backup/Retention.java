package io.github.dbguard.backup;

import io.github.dbguard.backup.RetentionPlan.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides which backups of a target to keep. Pure: no input, no output, no clock.
 *
 * <p>A rule counts days, weeks or months that have a backup, not those that have passed: while no backup is made, none
 * gets too old. The calendar is UTC's, weeks are ISO 8601's. Safety backups are counted by no rule: they hold what a
 * restore found bad enough to put aside.
 *
 * <p>Invariant: the newest whole backup, the newest that holds each database, the newest that was verified, those that the
 * baseline or a journal names, those before a sharp fall, pinned ones and young safety backups are kept, whatever the rules
 * say. Where the newest entry is not whole, nothing is deleted.
 */
public final class Retention {

    /** How long a safety backup is kept for its own sake. */
    static final Duration SAFETY = Duration.ofDays(7);

    /** How long what a sharp fall may have lost is kept: by then somebody has missed it, or nobody will. */
    static final Duration FALL = Duration.ofDays(31);

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT);

    private final Map<StoredBackup, List<String>> reasons = new LinkedHashMap<>();

    private Retention() {}

    /**
     * @param found everything in the target's folder
     * @param named ids that somebody outside still points to, with who: the baseline, a journal
     */
    public static RetentionPlan plan(TargetBackups found, KeepRules rules, Map<String, String> named, Instant now) {
        List<StoredBackup> all =
                found.backups().stream().sorted(StoredBackup.NEWEST_FIRST).toList();
        List<StoredBackup> whole = all.stream().filter(StoredBackup::whole).toList();
        Retention retention = new Retention();
        whole.forEach(backup -> retention.reasons.put(backup, new ArrayList<>()));
        retention.keepByRules(past(whole, now), rules);
        retention.keepAlways(whole, named, now);
        List<StoredBackup> ordinary =
                past(whole, now).stream().filter(StoredBackup::ordinary).toList();
        retention.keepNewestWithEachDatabase(ordinary);
        retention.keepBeforeSharpFalls(ordinary, now);
        return new RetentionPlan(
                found.target(),
                found.unreadable() == null ? blocked(all, now) : "its folder cannot be read: " + found.unreadable(),
                whole.stream()
                        .map(backup -> new Decision(backup, List.copyOf(retention.reasons.get(backup))))
                        .toList(),
                all.stream().filter(backup -> !backup.whole()).toList(),
                newest(past(whole, now)));
    }

    private static List<StoredBackup> past(List<StoredBackup> backups, Instant now) {
        return backups.stream().filter(backup -> !backup.future(now)).toList();
    }

    /** The newest, and where that is a restore's, the newest of the others too. */
    private static List<StoredBackup> newest(List<StoredBackup> whole) {
        return Stream.of(first(whole, backup -> true), first(whole, StoredBackup::ordinary))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static StoredBackup first(List<StoredBackup> newestFirst, Predicate<StoredBackup> which) {
        return newestFirst.stream().filter(which).findFirst().orElse(null);
    }

    private void keepByRules(List<StoredBackup> past, KeepRules rules) {
        newest(past).forEach(backup -> keep(backup, "newest"));
        List<StoredBackup> ordinary =
                past.stream().filter(StoredBackup::ordinary).toList();
        ordinary.stream().limit(rules.last()).forEach(backup -> keep(backup, "last " + rules.last()));
        keepNewestOfEach(
                "daily", rules.daily(), ordinary, at -> at.toLocalDate().toString());
        keepNewestOfEach("weekly", rules.weekly(), ordinary, Retention::week);
        keepNewestOfEach("monthly", rules.monthly(), ordinary, MONTH::format);
    }

    private void keepNewestOfEach(
            String rule, int count, List<StoredBackup> newestFirst, Function<ZonedDateTime, String> period) {
        Set<String> seen = new HashSet<>();
        for (StoredBackup backup : newestFirst) {
            String name = period.apply(backup.at().atZone(ZoneOffset.UTC));
            if (seen.size() < count && seen.add(name)) {
                keep(backup, rule + " " + name);
            }
        }
    }

    /** The year of a week is not always that of its days: 2027-01-01 is in 2026-W53. */
    private static String week(ZonedDateTime at) {
        return String.format(
                Locale.ROOT, "%d-W%02d", at.get(IsoFields.WEEK_BASED_YEAR), at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private void keepAlways(List<StoredBackup> whole, Map<String, String> named, Instant now) {
        StoredBackup verified =
                first(past(whole, now), backup -> backup.contents().verified() != null);
        for (StoredBackup backup : whole) {
            keepIf(backup.equals(verified), backup, "newest verified");
            keepIf(backup.contents().pinned(), backup, "pinned");
            keepIf(young(backup, now), backup, "safety younger than a week");
            keepIf(named.containsKey(backup.id()), backup, named.get(backup.id()));
            keepIf(backup.future(now), backup, "dated in the future");
        }
    }

    /** Two pipelines may back up one database each, and one that was dropped is in older backups alone. */
    private void keepNewestWithEachDatabase(List<StoredBackup> ordinary) {
        Set<String> seen = new HashSet<>();
        for (StoredBackup backup : ordinary) {
            List<String> first =
                    backup.contents().databases().stream().filter(seen::add).toList();
            keepIf(!first.isEmpty() && seen.size() > first.size(), backup, "newest with " + String.join(", ", first));
        }
    }

    /** What was emptied is backed up again and again, and each rule would count those good backups of nothing. */
    private void keepBeforeSharpFalls(List<StoredBackup> ordinary, Instant now) {
        Map<Set<String>, StoredBackup> later = new HashMap<>();
        for (StoredBackup backup : ordinary) {
            StoredBackup next = later.put(Set.copyOf(backup.contents().databases()), backup);
            boolean fell = next != null && SharpFall.warning(backup, next) != null;
            keepIf(fell && next.at().isAfter(now.minus(FALL)), backup, "before a sharp fall");
        }
    }

    private static boolean young(StoredBackup backup, Instant now) {
        return backup.contents().safety() && backup.at().isAfter(now.minus(SAFETY));
    }

    private void keepIf(boolean keeps, StoredBackup backup, String reason) {
        if (keeps) {
            keep(backup, reason);
        }
    }

    private void keep(StoredBackup backup, String reason) {
        reasons.get(backup).add(reason);
    }

    /** Backups that fail or go bad must not use up the good ones. */
    private static String blocked(List<StoredBackup> newestFirst, Instant now) {
        return Stream.of(first(newestFirst, entry -> true), first(newestFirst, entry -> !entry.future(now)))
                .filter(entry -> entry != null && !entry.whole())
                .findFirst()
                .map(entry -> "its newest backup, " + entry.id() + ", is "
                        + (entry.state() == StoredBackup.State.DAMAGED ? "damaged" : "unfinished") + ": " + entry.why()
                        + (entry.at() == null ? " (nothing tells its time, so it is taken for the newest)" : ""))
                .orElse(null);
    }
}
