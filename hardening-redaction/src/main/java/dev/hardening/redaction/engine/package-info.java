/**
 * The matching engine: character sets, a linear-time regex dialect, the candidate filter, the
 * matchers that verify candidates, and the scanner that arbitrates between them. It knows no
 * detector by name and is not exported.
 *
 * <p>Words used throughout:
 *
 * <ul>
 *   <li><b>window</b>: four neighbouring characters, and the one in front, that every match of some
 *       matcher has somewhere; the filter looks for windows.
 *   <li><b>reference point</b>: the position from which a matcher verifies a candidate, at a fixed
 *       distance from its window: where a token begins, where the name of a key ends.
 *   <li><b>floor</b>: the position before which nothing may be looked at, because the match before
 *       ended there.
 *   <li><b>barrier</b>: a replacement that stands in the text already, which no match may change.
 *   <li><b>held value</b>: a value that stays for now (a placeholder, say) and goes if another
 *       match begins in it.
 * </ul>
 */
@NullMarked
package dev.hardening.redaction.engine;

import org.jspecify.annotations.NullMarked;
