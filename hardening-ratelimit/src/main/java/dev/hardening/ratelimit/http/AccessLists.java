package dev.hardening.ratelimit.http;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and clients that are always refused, and addresses that are never limited; changeable
 * while requests come in.
 *
 * <p>A blocked address is refused even if it is allowed too. What is looked up is the client
 * address, behind trusted proxies. The lists are as long as the host makes them: no request adds to
 * them. Thread-safe; a look-up is a binary search and allocates nothing, a change copies the list.
 */
public final class AccessLists {

  private record State(AddressRanges blocked, AddressRanges allowed, Set<String> blockedClients) {}

  private volatile State state = new State(AddressRanges.none(), AddressRanges.none(), Set.of());

  /** Empty lists. */
  public AccessLists() {}

  /**
   * Refuses requests from these addresses or CIDR blocks from now on.
   *
   * @throws IllegalArgumentException if one is malformed; nothing is changed then
   */
  public void block(String... ranges) {
    change(
        s -> new State(with("blocked", s.blocked, List.of(ranges)), s.allowed, s.blockedClients));
  }

  /** Takes back what was blocked in the same spelling. */
  public void unblock(String... ranges) {
    change(
        s ->
            new State(without("blocked", s.blocked, List.of(ranges)), s.allowed, s.blockedClients));
  }

  /**
   * Lets requests from these addresses or CIDR blocks through unlimited from now on.
   *
   * @throws IllegalArgumentException if one is malformed; nothing is changed then
   */
  public void allow(String... ranges) {
    change(
        s -> new State(s.blocked, with("allowed", s.allowed, List.of(ranges)), s.blockedClients));
  }

  /** Takes back what was allowed in the same spelling. */
  public void disallow(String... ranges) {
    change(
        s ->
            new State(s.blocked, without("allowed", s.allowed, List.of(ranges)), s.blockedClients));
  }

  /**
   * Refuses requests with this client id from now on. A client that chooses its id is not held by
   * that.
   */
  public void blockClient(String id) {
    change(
        s -> {
          Set<String> clients = new LinkedHashSet<>(s.blockedClients);
          clients.add(id);
          return new State(s.blocked, s.allowed, Set.copyOf(clients));
        });
  }

  /** Takes back {@link #blockClient}. */
  public void unblockClient(String id) {
    change(
        s -> {
          Set<String> clients = new LinkedHashSet<>(s.blockedClients);
          clients.remove(id);
          return new State(s.blocked, s.allowed, Set.copyOf(clients));
        });
  }

  /** Whether requests from the address are refused; false for null. */
  public boolean isBlocked(@Nullable IpAddress address) {
    return address != null && holds(state.blocked, address);
  }

  /** Whether requests of the client are refused; false for null. */
  public boolean isClientBlocked(@Nullable String id) {
    return id != null && state.blockedClients.contains(id);
  }

  /**
   * Whether requests from the address are not limited; false for null, and for what only names an
   * IPv4 host behind a gateway.
   */
  public boolean isAllowed(@Nullable IpAddress address) {
    return address != null && state.allowed.contains(address);
  }

  /** Whether any address is on a list. */
  public boolean namesAddresses() {
    State now = state;
    return !now.blocked.isEmpty() || !now.allowed.isEmpty();
  }

  /** Whether any client is on a list. */
  public boolean namesClients() {
    return !state.blockedClients.isEmpty();
  }

  /** The blocks that are refused. */
  public List<String> blocked() {
    return state.blocked.blocks();
  }

  /** The blocks that are not limited. */
  public List<String> allowed() {
    return state.allowed.blocks();
  }

  /** An address is blocked in itself, and by the IPv4 host behind it. */
  private static boolean holds(AddressRanges ranges, IpAddress address) {
    return ranges.contains(address) || ranges.contains(address.folded());
  }

  private synchronized void change(UnaryOperator<State> change) {
    state = change.apply(state);
  }

  private static AddressRanges with(String name, AddressRanges ranges, Collection<String> more) {
    Set<String> blocks = new LinkedHashSet<>(ranges.blocks());
    blocks.addAll(more);
    return AddressRanges.of(name, blocks);
  }

  private static AddressRanges without(String name, AddressRanges ranges, Collection<String> less) {
    Set<String> blocks = new LinkedHashSet<>(ranges.blocks());
    blocks.removeAll(less);
    return AddressRanges.of(name, blocks);
  }
}
