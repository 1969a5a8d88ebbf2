/**
 * Where results go beside the local folder: a bucket that speaks S3. The only package that uses the
 * AWS SDK.
 *
 * <p>Threads: an upload runs on a virtual thread of its own, {@code spillway-upload}, and every
 * wait of it has a bound; the SDK's timers run on daemon threads of the SDK.
 */
@NullMarked
package io.spillway.storage;

import org.jspecify.annotations.NullMarked;
