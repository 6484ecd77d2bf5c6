package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The volume is deleted where a test says that a password was changed or a file is missing: the incident that began this
 * project.
 */
public final class VolumeDeleteOnDrift implements SequenceRule {

    private static final About ABOUT = About.error(
            "volume-delete-on-drift",
            "the volume deleted because a password or a file changed",
            "change the password in place: mvn dbguard:rotate-password; stop the deploy when a file is missing");

    private static final Pattern TEST = Pattern.compile(
            "(?i).*(password|passwd|secret|credential|\\.env\\b|hash|checksum|sha256sum|md5sum|authentication|marker|sentinel|\\.initiali[sz]ed|\\bcmp\\b|\\bdiff\\b).*");
    private static final Pattern MISSING =
            Pattern.compile("(!|test !|\\[ !|\\[\\[ !) ?.*-[fes] .*|(\\[|\\[\\[|test) (! )?-[fes] .*");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call, List<Call> before) {
        boolean guarded = call.command().guards().stream()
                        .map(VolumeDeleteOnDrift::text)
                        .anyMatch(test -> TEST.matcher(test).matches()
                                || MISSING.matcher(test).matches())
                || call.place().names().stream()
                        .anyMatch(
                                name -> name.matches(
                                        "(?i).*(password|secret|env|credential).{0,20}(chang|differ|drift|missing|mismatch).*"));
        return CallRule.when(
                guarded && Deletions.deletesData(call),
                "It deletes the data when a password was changed or a file is missing: a deploy that finds a secret renewed then wipes the database.");
    }

    private static String text(Command command) {
        return command.words().stream().map(Word::value).collect(Collectors.joining(" "));
    }
}
