package io.github.dbguard.maven;

import io.github.dbguard.report.PinReport;
import io.github.dbguard.target.Target;
import io.github.dbguard.volume.Pin;
import io.github.dbguard.volume.UnpinVolume;
import java.util.stream.Collectors;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Removes the containers with which pin-volume keeps the database's volume from being removed. The volume stays. */
@Mojo(name = "unpin-volume", requiresProject = false, aggregator = true, threadSafe = true)
public class UnpinVolumeMojo extends AbstractTargetMojo {

    /** The name of the target, to say that this is really meant. Asked for at a terminal where it is not given. */
    @Parameter(property = "dbguard.confirm")
    private String confirm;

    /** Skips this goal. */
    @Parameter(property = "dbguard.unpinVolume.skip", defaultValue = "false")
    private boolean skipUnpinVolume;

    @Override
    boolean skipGoal() {
        return skipUnpinVolume;
    }

    @Override
    void run(Target target) {
        Confirmation confirmation = new Confirmation(confirm, interactive(), log());
        PinReport.unpinned(UnpinVolume.unpin(
                        target,
                        pins -> confirmation.require(
                                target.name(),
                                "unpin",
                                "Without its pin ("
                                        + pins.stream().map(Pin::name).collect(Collectors.joining(", "))
                                        + ") Docker may remove the volume")))
                .forEach(log()::info);
    }
}
