/**
 * A header contract on every response: {@link dev.hardening.headers.HeaderContractFilter} keeps it,
 * {@link dev.hardening.headers.SecurityHeaders} says which security headers belong to it, {@link
 * dev.hardening.headers.contract.HeaderContract} checks it.
 */
@NullMarked
package dev.hardening.headers;

import org.jspecify.annotations.NullMarked;
