package org.holdfast.backends.s3;

/// Something that not every service can do, so that it is found out and remembered for each site.
public enum Ability {
    /// CopyObject: a whole object copied inside the service.
    COPY,
    /// UploadPartCopy: a range of an object copied inside the service.
    COPY_PART,
    /// DeleteObjects: many keys in one request.
    BATCH_DELETE,
    /// ListObjectsV2; without it, the first version of the call is used.
    LIST_V2,
    /// `encoding-type=url` in listings, without which some characters of keys do not survive XML.
    URL_ENCODED_LISTING,
    /// ListMultipartUploads tells the unfinished uploads of all keys that begin with a prefix, rather than those of one
    /// key only.
    LIST_UPLOADS,
    /// `If-None-Match: *` on a PUT is obeyed, rather than refused or ignored.
    CONDITIONAL_PUT,
    /// The ETag of an object put in one request, and of a part, is the MD5 of its bytes.
    MD5_TAG
}
