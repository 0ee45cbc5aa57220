def run_report(run):
    return "To come."
