"""The report of one forecast: from stored rows to the parts and figures of its document.

    contents = pronostico(facts, words)        # or horizonte(facts, words, days)

`facts` holds every row the report is made from; nothing here reads anything else. Numbers are
computed in changes, drivers, record and regime; sentences are filled in from
words_es and words_en by the modules part_*; figures are drawn by figure_*.
"""
