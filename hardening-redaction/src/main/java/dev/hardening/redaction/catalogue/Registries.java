package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;

/** Tokens of package registries. */
final class Registries {
  private static final String API_KEY = "API_KEY";

  private Registries() {}

  static List<Entry> entries() {
    return List.of(
        Entry.token(
                "npm-token",
                API_KEY,
                "npm access token",
                "https://docs.npmjs.com/about-access-tokens",
                "npm_[0-9A-Za-z]{36}")
            .confidence("CRC32 (raises confidence)", SpanCheck.NPM_CHECKSUM)
            .left("npm_config_x", "npm_package_version"),
        Entry.token(
                "pypi-token",
                API_KEY,
                "PyPI upload token",
                "https://pypi.org/help/#apitoken",
                new TokenOptions().common(),
                "pypi-[\\w-]{50,}")
            .left("pypi-server-1"),
        Entry.token(
            "rubygems-key",
            API_KEY,
            "RubyGems API key",
            "https://guides.rubygems.org/rubygems-org-api/",
            "rubygems_[0-9a-f]{48}"),
        Entry.token(
            "clojars-token",
            API_KEY,
            "Clojars deploy token",
            "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
            "CLOJARS_[0-9a-z]{60}"),
        Entry.token(
            "artifactory-key",
            API_KEY,
            "Artifactory API key",
            "https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key",
            "AKCp[0-9A-Za-z]{69}"),
        Entry.token(
            "artifactory-reference-token",
            API_KEY,
            "Artifactory reference token",
            "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
            new TokenOptions().common(),
            "cmVmd[0-9A-Za-z]{59}"),
        Entry.token(
                "octopus-key",
                API_KEY,
                "Octopus Deploy API key",
                "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
                new TokenOptions().common(),
                "API-[0-9A-Z]{26}")
            .left("API-1234567", "API-KEY"),
        Entry.token(
            "dockerhub-token",
            API_KEY,
            "Docker Hub personal or organisation token",
            "https://docs.docker.com/security/for-developers/access-tokens/",
            "dckr_pat_[\\w-]{27}",
            "dckr_oat_[\\w-]{27}"),
        Entry.token(
            "nuget-key",
            API_KEY,
            "NuGet API key",
            "https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package",
            new TokenOptions().common(),
            "oy2[0-9a-z]{43}"),
        Entry.token(
                "crates-token",
                API_KEY,
                "crates.io API token",
                "https://crates.io/settings/tokens",
                new TokenOptions().common(),
                "cio[0-9A-Za-z]{32}")
            .left("ciono", "ciolatina1"),
        Entry.token(
            "packagist-token",
            API_KEY,
            "Private Packagist token",
            "https://packagist.com/docs/api",
            "packagist_ork_[0-9a-f]{50,}",
            "packagist_ack_[0-9a-f]{50,}",
            "packagist_uuk_[0-9a-f]{50,}"));
  }
}
