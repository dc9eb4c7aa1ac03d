"""A local Neo4j Community server without Docker: jars by Maven, a Java that fits, one process per folder.

No jar of Neo4j is part of this distribution: Neo4j Community is under the GPL, version 3. What comes with us is
the list of the jars' checksums, so that what Maven fetches is what was tried.
"""
