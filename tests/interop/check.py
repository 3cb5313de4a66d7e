"""Other makers' readers and writers against ours: STEP FOLDER. Any failure is an exception."""
import io
import sys

step, folder = sys.argv[1:]
PAGE = open(f"{folder}/page.html", "rb").read()


def read_warc():
    """Reads ours.warc.gz, which has a record of its own for each of three pages."""
    from fastwarc.warc import ArchiveIterator as Fast, WarcRecordType
    from warcio.archiveiterator import ArchiveIterator

    with open(f"{folder}/ours.warc.gz", "rb") as file:
        found = [
            (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "response"
        ]
    assert found == [(f"https://news.example/{n}", PAGE) for n in range(3)], found
    found = []
    with open(f"{folder}/ours.warc.gz", "rb") as file:
        for record in Fast(file, record_types=WarcRecordType.response, parse_http=False):
            assert record.verify_block_digest(consume=False)
            record.parse_http()
            assert record.verify_payload_digest(consume=False)
            found.append((record.headers["WARC-Target-URI"], record.reader.read()))
    assert found == [(f"https://news.example/{n}", PAGE) for n in range(3)], found


def write_warc():
    """Writes warcio.warc.gz and fastwarc.warc.gz with records of many types."""
    import gzip

    from fastwarc.warc import WarcRecord, WarcRecordType
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    def http(status, headers):
        return StatusAndHeaders(status, headers, protocol="HTTP/1.1")

    with open(f"{folder}/warcio.warc.gz", "wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "x"}))
        packed = gzip.compress(PAGE)
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
        headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
        for url, head, body in [
            ("https://news.example/0", http("200 OK", [("Content-Type", "text/html; charset=utf-8")]), PAGE),
            ("https://news.example/1", http("200 OK", headers), chunks),
            ("https://news.example/image", http("200 OK", [("Content-Type", "image/png")]), b"\x89PNG"),
            ("https://news.example/moved", http("301 Moved", [("Location", "/0")]), b""),
        ]:
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head))
        writer.write_record(writer.create_revisit_record("https://news.example/0", "sha1:X", "https://news.example/0", "2026-01-01T00:00:00Z"))
        writer.write_record(writer.create_warc_record("https://news.example/2", "resource", payload=io.BytesIO(PAGE), warc_content_type="text/html"))
    with open(f"{folder}/fastwarc.warc.gz", "wb") as file:
        for number in range(2):
            with gzip.GzipFile(fileobj=file, mode="wb") as member:
                record = WarcRecord()
                record.init_headers(WarcRecordType.response)
                record.headers["WARC-Target-URI"] = f"https://news.example/{number}"
                record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
                record.is_http = True
                record.write(member)


def read_parquet():
    """Reads articles.parquet, made of three pages."""
    import duckdb
    import pyarrow.parquet as pq

    table = pq.read_table(f"{folder}/articles.parquet")
    rows = table.to_pylist()
    assert len(rows) == 3 and all(row["status"] == "ok" for row in rows), rows
    assert rows[0]["authors"] == [] and rows[0]["removed"], rows[0]
    text = "\n\n".join(block["text"] for block in rows[0]["blocks"])
    assert text == rows[0]["text"], text
    assert str(table.schema.field("confidence").type) == "float"
    question = "select source, len(blocks), blocks[1].label, blocks[1].marks, map_keys(removed) from '%s' order by source"
    found = duckdb.sql(question % f"{folder}/articles.parquet").fetchall()
    assert len(found) == 3 and all(row[1] >= 3 for row in found), found


def read_tei():
    """Checks article.xml against the schema that trafilatura has of TEI P5."""
    from lxml import etree
    from trafilatura.xml import TEI_SCHEMA

    tree = etree.parse(f"{folder}/article.xml")
    # The schema leaves out the module of P5 that has tables; a paragraph may stand where they do.
    name = "{http://www.tei-c.org/ns/1.0}"
    for table in tree.findall(f".//{name}table"):
        assert all(row.tag == f"{name}row" and len(row) > 0 for row in table)
        assert all(cell.tag == f"{name}cell" for row in table for cell in row)
        table.getparent().replace(table, etree.Element(f"{name}p"))
    schema = etree.DTD(TEI_SCHEMA)
    assert schema.validate(tree), list(schema.error_log)


globals()[step]()
