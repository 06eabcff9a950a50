package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Charge;
import java.util.ArrayList;
import java.util.List;

/** What a request is charged with, each limit and key once: by the most that was asked of it. */
final class Charges {

  private final List<Charge> charges;

  Charges(int expected) {
    charges = new ArrayList<>(expected);
  }

  /** Adds a charge and returns where it stands in the list. */
  int add(String limit, String key, long permits) {
    for (int i = 0; i < charges.size(); i++) {
      Charge other = charges.get(i);
      if (other.policy().equals(limit) && other.key().equals(key)) {
        if (other.permits() < permits) {
          charges.set(i, new Charge(limit, key, permits));
        }
        return i;
      }
    }
    charges.add(new Charge(limit, key, permits));
    return charges.size() - 1;
  }

  List<Charge> list() {
    return charges;
  }
}
