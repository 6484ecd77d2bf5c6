package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a container made of a Dockerfile runs when it starts, and what building it runs. */
final class DockerfileReader implements Reader {

    private static final Pattern INSTRUCTION =
            Pattern.compile("(?i)^\\s*(?:ONBUILD\\s+)?(RUN|CMD|ENTRYPOINT|HEALTHCHECK|ENV|ARG)\\s+");
    private static final Pattern FLAGS = Pattern.compile("^(--\\S+\\s+|CMD\\s+(?=\\S))+");
    private static final Pattern HERE = Pattern.compile("<<-?\\s*(['\"]?)(\\w+)\\1");
    private static final Pattern VARIABLE = Pattern.compile("(\\w+)[= ](\"[^\"]*\"|\\S*)");

    @Override
    public void read(Traced file, Place place, Found found) {
        Map<String, String> variables = new HashMap<>();
        String text = file.text();
        for (int from = 0; from < text.length(); ) {
            int end = end(text, from);
            Matcher matcher = INSTRUCTION.matcher(text.substring(from, end));
            if (matcher.find()) {
                Traced body = file.slice(from + matcher.end(), end);
                instruction(matcher.group(1).toUpperCase(java.util.Locale.ROOT), body, variables, place, found);
            }
            from = end + 1;
        }
    }

    private static void instruction(String name, Traced body, Map<String, String> variables, Place place, Found found) {
        if (name.equals("ENV") || name.equals("ARG")) {
            Matcher each = VARIABLE.matcher(body.text());
            while (each.find()) {
                String value = each.group(2).replace("\"", "");
                variables.put(each.group(1), value);
                found.setting(each.group(1), Traced.at(value, body.offset(each.start(2))), place);
            }
            return;
        }
        Matcher flags = FLAGS.matcher(body.text());
        Traced command = flags.find() ? body.slice(flags.end()) : body;
        Place here = name.equals("RUN") ? place.of(Place.Kind.IMAGE) : place.of(Place.Kind.COMPOSE);
        List<Traced> words = command.text().startsWith("[") ? JsonStrings.array(command) : List.of();
        if (!words.isEmpty()) {
            found.words(
                    words.stream()
                            .map(each -> new Word(each, each.offset(0), each.offset(each.length()), true, false))
                            .toList(),
                    here);
            return;
        }
        Traced plain = withoutComments(command);
        Matcher document = HERE.matcher(plain.text());
        boolean script = document.lookingAt();
        int line = plain.text().indexOf('\n');
        found.shell(script && line > 0 ? plain.slice(line + 1) : plain, here, variables);
    }

    /** Comment lines in the middle of an instruction are nothing: for a shell they would end it. */
    private static Traced withoutComments(Traced command) {
        StringBuilder plain = new StringBuilder(command.text());
        Matcher comment = Pattern.compile("(?m)^[ \\t]*#.*$").matcher(command.text());
        while (comment.find()) {
            int last = comment.end() - 1;
            for (int i = comment.start(); i <= last; i++) {
                plain.setCharAt(i, plain.charAt(i) == '\n' ? '\n' : ' ');
            }
            plain.setCharAt(last, '\\');
        }
        return command.masked(plain.toString());
    }

    /** The end of an instruction: behind continued lines and here-documents. */
    private static int end(String text, int from) {
        int end = lineEnd(text, from);
        while (end < text.length() && continues(text, from, end)) {
            end = lineEnd(text, end + 1);
        }
        String instruction = text.substring(from, end);
        Matcher document = HERE.matcher(instruction);
        if (instruction.stripLeading().regionMatches(true, 0, "RUN", 0, 3) && document.find()) {
            int close = text.indexOf("\n" + document.group(2), end);
            return close < 0 ? text.length() : lineEnd(text, close + 1);
        }
        return end;
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', Math.min(from, text.length()));
        return end < 0 ? text.length() : end;
    }

    private static boolean continues(String text, int from, int end) {
        int last = end - 1;
        while (last > from && (text.charAt(last) == '\r' || text.charAt(last) == ' ')) {
            last--;
        }
        int line = text.lastIndexOf('\n', end - 1) + 1;
        boolean comment =
                line > from && text.substring(line, end).stripLeading().startsWith("#");
        return last >= from && text.charAt(last) == '\\' || comment;
    }
}
