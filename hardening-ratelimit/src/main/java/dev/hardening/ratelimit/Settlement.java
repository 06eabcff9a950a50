package dev.hardening.ratelimit;

/**
 * How a reservation ended.
 *
 * @param unused reserved permits that were not needed: given back as far as the limit still counts
 *     them, and not at all after the reservation expired
 * @param overrun permits that were needed beyond those reserved: charged as a debt, which the key
 *     pays back before it is granted anything new
 * @param expired whether the reservation had outlived its time
 */
public record Settlement(long unused, long overrun, boolean expired) {}
