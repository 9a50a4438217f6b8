"""Reports of areas whose names would act as markup, if a page let them: public, for staff, and failed."""

from frame import SVG, iom, once, project, run_file

# A tag where there is text, the end of an attribute, and the end of the elements that the names stand in.
AREAS = {
    "haringey": "<script>alert(1)</script>",
    "peterborough": '"><img src=x onerror=alert(1)>',
    "stockton-on-tees": "</title></caption></script><svg onload=alert(1)>",
}
NAMES = {"haringey": "Haringey", "peterborough": "Peterborough", "stockton-on-tees": "Stockton-on-Tees"}
QUARTERS = ["2008-09-Q1", "2008-09-Q2"]

SAYS = """from iomlib.blocks import Chart, Figure, Heading, Sentence, Table
from iomlib.tables import read_area

name = read_area(params, area).name
figure = Figure(id="crimes.all", value=30.0, unit="count", places=0, text="30")
words = [f"{name}: 30 crimes.", f"Of {name} nothing more is known."]
Sentence(style="lead", sentences=words, see=["crimes", "picture"], disclosure="crimes", figures=[figure])"""
TABLE = """heads = [Heading(text=name, number=False), Heading(text=f"{name} (£)", number=True)]
rows = [[name, "£48,485"], ["All", name]]
Table(id="crimes", caption=f"{name} by group", columns=heads, rows=rows, notes=[name], disclosure="crimes")"""
CHART = """picture = PICTURE
shown = {"columns": heads, "rows": rows, "shows": f"{name}, crimes", "alt": f"Bar chart: {name} has 30 crimes."}
Chart(id="picture", caption=f"{name} has the most", svg=picture, disclosure="crimes", **shown)""".replace(
    "PICTURE", repr(SVG)
)
FAILS = """if (area, quarter) == ("peterborough", "2008-09-Q2"):
    raise ValueError(name)"""


def attacked(tmp_path_factory):
    """Run reports of these areas once, for the public and for staff; one of them fails."""

    def make(folder):
        made = project(folder / "project", small=[SAYS, TABLE, CHART, FAILS])
        listed = made / "params" / "areas.csv"
        text = listed.read_text("utf-8")
        for area, name in AREAS.items():
            quoted = '"' + name.replace('"', '""') + '"'
            assert f"{area},{NAMES[area]}," in text
            text = text.replace(f"{area},{NAMES[area]},", f"{area},{quoted},")
        listed.write_text(text, "utf-8")
        path = run_file(made, areas=list(AREAS), quarters=QUARTERS, title="<b>A test</b>")
        for edition in ("public", "restricted"):
            done = iom("run", path, "--edition", edition, "--output", folder / "outputs")
            assert done.returncode == 1, done.stderr

    return once(tmp_path_factory, "attacked", make) / "outputs"
