package dev.hardening.ratelimit.servlet;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.AddressRanges;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds what is legal but unwise about how a filter was built; no request is needed for it. */
final class SetupDoctor {

  private final List<Finding> findings = new ArrayList<>();

  private SetupDoctor() {}

  static List<Finding> findings(
      RateLimitRules rules,
      Identities identities,
      ClientAddresses addresses,
      AddressRanges bypassPeers,
      FieldWriter fields) {
    SetupDoctor doctor = new SetupDoctor();
    doctor.findings.addAll(rules.doctor());
    doctor.findings.addAll(fields.doctor(charged(rules)));
    doctor.examine(addresses);
    if (bypassPeers.holdsAWholeFamily()) {
      doctor.find(
          "BYPASSED_BY_EVERYONE",
          "The peers that bypass the limits " + bypassPeers + " are everyone.",
          "Name the addresses of your tools.");
    }
    if (bypassPeers.overlaps(addresses.trustedProxies())) {
      doctor.find(
          "BYPASSED_THROUGH_PROXIES",
          "The peers that bypass the limits "
              + bypassPeers
              + " hold trusted proxies of "
              + addresses.trustedProxies()
              + ": all that comes through such a proxy is not limited.",
          "Name addresses that only your tools have.");
    }
    if (Boolean.FALSE.equals(identities.verified())) {
      rules.rules().forEach(doctor::examineUnverified);
    }
    return List.copyOf(doctor.findings);
  }

  private static Set<RateLimitPolicy> charged(RateLimitRules rules) {
    Set<RateLimitPolicy> charged = new LinkedHashSet<>();
    for (RateLimitRule rule : rules.rules()) {
      for (RateLimitRule.Limit limit : rule.limits()) {
        charged.add(requireNonNull(rules.policies().get(limit.policy()), limit.policy()));
      }
    }
    return charged;
  }

  private void find(String code, String sentence, String fix) {
    findings.add(new Finding(code, sentence, fix));
  }

  private void examine(ClientAddresses addresses) {
    if (addresses.trustedProxies().holdsAWholeFamily()) {
      find(
          "TRUSTS_EVERYONE",
          "The trusted proxies "
              + addresses.trustedProxies()
              + " hold every address, so each caller chooses its own key.",
          "Name the proxies' own addresses.");
    }
    if (addresses.ipv6Prefix() > 64) {
      find(
          "LONG_IPV6_PREFIX",
          "IPv6 addresses count by /"
              + addresses.ipv6Prefix()
              + ", but one subscriber owns a /64 at least and can change his key at will.",
          "Count by /64 or shorter.");
    }
  }

  private void examineUnverified(RateLimitRule rule) {
    for (RateLimitRule.Limit limit : rule.limits()) {
      if (limit.countsBy(KeyPart.Client.class) && !limit.countsBy(KeyPart.Address.class)) {
        find(
            "BORROWABLE_CLIENT_ID",
            "The limit "
                + limit.policy()
                + " of the rule "
                + rule.name()
                + " counts by a client id that nobody has verified: who sends another's id uses up his"
                + " limit.",
            "Count by the id and the address together, or verify ids.");
      }
    }
  }
}
