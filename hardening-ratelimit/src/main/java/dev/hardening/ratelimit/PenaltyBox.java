package dev.hardening.ratelimit;

import java.time.Duration;

/**
 * When a key that keeps asking is blocked: after so many refusals within a time, first for a while,
 * then each time for twice as long, up to a longest block; all is forgotten after a quiet time, in
 * which the key was neither refused nor blocked. Asking while blocked neither counts nor lengthens
 * the block.
 *
 * <p>Up to 16 refusals are counted one by one: so many in any stretch of the time, wherever it
 * begins, block at the last of them, and fewer never do. More are counted in sixteenths of the
 * time: so many in any stretch of it block too, and fewer in a stretch longer by two sixteenths
 * never do.
 *
 * @param refusals how many refusals send a key in, 1 to 1,000,000
 * @param within the time in which they are counted
 * @param firstBlock the first block
 * @param longestBlock what doubling stops at
 * @param forgottenAfter the quiet time
 */
public record PenaltyBox(
    int refusals,
    Duration within,
    Duration firstBlock,
    Duration longestBlock,
    Duration forgottenAfter) {
  public PenaltyBox {
    PolicyChecks.between("refusals", refusals, 1, 1_000_000);
    PolicyChecks.duration("within", within);
    PolicyChecks.duration("firstBlock", firstBlock);
    PolicyChecks.duration("longestBlock", longestBlock);
    PolicyChecks.duration("forgottenAfter", forgottenAfter);
    if (longestBlock.compareTo(firstBlock) < 0) {
      throw PolicyChecks.wrong("longestBlock", longestBlock, "at least firstBlock " + firstBlock);
    }
  }
}
