package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.List;

/** The calls that delete what a server keeps its data in. */
final class Deletions {

    private static final List<CallRule> RULES = List.of(
            new ComposeDownVolumes(),
            new ContainerRmVolumes(),
            new VolumeRm(),
            new VolumePrune(),
            new SystemPruneVolumes(),
            new ComposeUpRenewVolumes(),
            new DataFolderDelete(),
            new Dropdb());

    private Deletions() {}

    static boolean deletesData(Call call) {
        return RULES.stream().anyMatch(rule -> rule.danger(call).isPresent());
    }
}
