/**
 * What a deploy does to a database under dbguard's eyes: {@link io.github.dbguard.deploy.GuardedDeploy},
 * {@link io.github.dbguard.deploy.SeedIfEmpty}.
 */
package io.github.dbguard.deploy;
