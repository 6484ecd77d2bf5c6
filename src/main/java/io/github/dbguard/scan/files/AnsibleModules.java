package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.files.Yaml.Mapping;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Modules of Ansible that delete: what they do is told as the command that does the same. */
final class AnsibleModules {

    private record Module(String marker, String value, List<String> command, String operand) {}

    private static final Map<String, Module> MODULES = Map.of(
            "docker_compose", new Module("remove_volumes", "true|yes", List.of("docker-compose", "down", "-v"), null),
            "docker_compose_v2",
                    new Module("remove_volumes", "true|yes", List.of("docker-compose", "down", "-v"), null),
            "docker_volume", new Module("state", "absent", List.of("docker", "volume", "rm"), "name"),
            "postgresql_db", new Module("state", "absent", List.of("dropdb"), "name"),
            "file", new Module("state", "absent", List.of("rm", "-rf"), "path"));

    private AnsibleModules() {}

    /**
     * @param key where the module stands, with or without its collection
     * @param module what it is told to do
     */
    static void tell(Traced key, Mapping module, Place place, Found found) {
        Module known = MODULES.get(key.text().substring(key.text().lastIndexOf('.') + 1));
        boolean deletes = known != null
                && module.scalar(known.marker())
                        .map(Traced::text)
                        .filter(value -> value.strip().matches("(?i)" + known.value()))
                        .isPresent();
        if (!deletes) {
            return;
        }
        int from = key.offset(0);
        List<Word> words = new ArrayList<>();
        known.command().forEach(word -> words.add(new Word(Traced.at(word, from), from, from, false, false)));
        if (known.operand() != null) {
            module.scalar(known.operand())
                    .map(Masks::expressions)
                    .ifPresent(
                            text -> words.add(new Word(text, text.offset(0), text.offset(text.length()), true, false)));
        }
        found.words(words, place);
    }
}
