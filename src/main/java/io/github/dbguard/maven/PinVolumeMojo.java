package io.github.dbguard.maven;

import io.github.dbguard.report.PinReport;
import io.github.dbguard.target.Target;
import io.github.dbguard.volume.PinVolume;
import io.github.dbguard.volume.PinVolume.Pinned;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Starts a small container that keeps the database's volume in use, so that Docker refuses to remove the volume, whoever
 * asks for it. It stays when this build ends, and comes back with the engine. Doing it again changes nothing.
 */
@Mojo(name = "pin-volume", requiresProject = false, aggregator = true, threadSafe = true)
public class PinVolumeMojo extends AbstractTargetMojo {

    /** Skips this goal. */
    @Parameter(property = "dbguard.pinVolume.skip", defaultValue = "false")
    private boolean skipPinVolume;

    @Override
    boolean skipGoal() {
        return skipPinVolume;
    }

    @Override
    void run(Target target) {
        List<Pinned> pins = PinVolume.pin(target);
        PinReport.pinned(pins).forEach(log()::info);
        PinReport.warnings(pins).forEach(log()::warn);
    }
}
